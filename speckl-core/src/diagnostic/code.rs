//! The table of diagnostic codes: one row each, never renumbered.

use super::Severity;
use std::fmt;

macro_rules! codes {
    ($($name:ident $code:literal $severity:ident $title:literal)*) => {
        /// A stable diagnostic code: `E0xxx` for errors, `W0xxx` for warnings.
        ///
        /// E00xx text and layout, E01xx names and imports, E02xx types and values, E03xx what the
        /// language refuses, E05xx what the check found, E09xx the compiler itself. E0214 and E0401 to
        /// E0404 are of earlier versions, and stay unused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The code as it is printed: `E0001`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            /// What the code stands for, in one line.
            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)* }
            }

            /// How bad it is unless a caller says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    Syntax "E0001" Error "the text does not follow the grammar"
    UnexpectedCharacter "E0002" Error "a character that the language does not use"
    UnclosedText "E0003" Error "a string or comment that is never closed"
    UnbalancedBracket "E0004" Error "brackets that do not match"
    NestingTooDeep "E0005" Error "nesting beyond 256 levels"
    NoSpec "E0006" Error "a file that holds no spec"
    NotUtf8 "E0007" Error "a file that is not UTF-8"
    TooLarge "E0008" Error "a file or a number that is too large"
    BadEscape "E0009" Error "an escape sequence that does not exist"
    NewlineInMacro "E0010" Error "a place in a macro where a newline would matter but cannot be seen"

    UnknownName "E0101" Error "a name that is not declared"
    DuplicateName "E0102" Error "a name that is declared twice"
    UnknownType "E0103" Error "a type that is not declared"
    RecursiveDefinition "E0104" Error "a type, constant or definition that is defined by itself"
    AmbiguousValue "E0105" Error "an enum value that belongs to several enums"
    UnknownVariant "E0106" Error "an enum has no such value"
    ImportUnreadable "E0107" Error "an import that cannot be read"
    ImportCycle "E0108" Error "a file that imports itself"
    ImportHash "E0109" Error "an import that is not the file with the hash that is asked for"
    ImportVersion "E0110" Error "an import that has not the version that is asked for"
    ImportClash "E0111" Error "a name that several specs of an imported file declare"

    TypeMismatch "E0201" Error "a value of one type where another is expected"
    ConstantOutOfRange "E0202" Error "a constant outside the range of its type"
    EmptyRange "E0203" Error "a range that holds no value"
    NotConstant "E0204" Error "something that must be known at compile time and is not"
    ConstantFault "E0205" Error "a constant expression that faults"
    UninitialisedVariable "E0206" Error "a state variable that is never initialised"
    MissingReturn "E0207" Error "an action that declares a result and does not always return one"
    UnexpectedReturn "E0208" Error "a result that the action does not declare"
    WrongFields "E0209" Error "an event, record or value with missing, unknown or repeated fields"
    MisplacedPrev "E0210" Error "`prev` where there is no state before"
    MisplacedStatement "E0211" Error "a statement that cannot stand here"
    NotAssignable "E0212" Error "an assignment to something that is not a state variable"
    DuplicateDeclaration "E0213" Error "a declaration that may stand only once"
    InvalidMetadata "E0215" Error "metadata in a form that a standard does not allow"
    UnreachableStatement "E0216" Error "a statement after `return`"
    MisplacedSymmetric "E0217" Error "a symmetric type without a name, or of values that are not interchangeable"
    InvalidBound "E0218" Error "a bound for nothing, or one that does not fit what it bounds"

    NeedsType "E0231" Error "a literal whose type nothing tells"
    WrongArguments "E0232" Error "a call with too few or too many arguments"
    NoSuchField "E0233" Error "a field that the value does not have"
    SymmetricUse "E0234" Error "an operation that would tell interchangeable values apart"
    NotExhaustive "E0235" Error "a `match` that leaves values out"
    UnreachableArm "E0236" Error "an arm of a `match` that is never reached"
    MisplacedCall "E0237" Error "a call that cannot stand where it does"
    TooManyValues "E0238" Error "a set of more values than can be run over"
    InliningTooLarge "E0239" Error "definitions that grow too large where they are used"
    NoOrder "E0240" Error "an order between values that have none"
    TypeTooLarge "E0241" Error "a type that is too large when it is written out"

    Prose "E0301" Error "prose where an expression must stand"
    ChainedComparison "E0302" Error "comparisons that are chained"
    UnitLiteral "E0303" Error "a number with a unit"
    Lambda "E0304" Error "a lambda"
    RealNumber "E0305" Error "a number with a fraction"
    ActionCallsAction "E0306" Error "an action that calls an action"
    UnionType "E0307" Error "a union of types"

    InvariantViolated "E0501" Error "an invariant that does not hold"
    StepInvariantViolated "E0502" Error "a step invariant that does not hold"
    FaultReachable "E0503" Error "a fault that can be reached"
    AssertFailed "E0504" Error "an assertion that can fail"
    Deadlock "E0505" Error "a state in which no action is enabled"
    NoInitialState "E0506" Error "a spec whose `init` allows no state"
    CheckStopped "E0507" Error "a check that was stopped before it could give a verdict"
    PropertyViolated "E0508" Error "a temporal property that does not hold"
    NotReachable "E0509" Error "a `reachable` that no reachable state satisfies"

    Internal "E0901" Error "a mistake of the compiler's own"

    DeadlockWarning "W0301" Warning "a state in which no action is enabled"
    ActionNeverFires "W0302" Warning "an action that never fires"
    BoundedVerdict "W0303" Warning "a check that did not see everything"
    HiddenName "W0304" Warning "a name that hides another"
    TautologicalMembership "W0305" Warning "a membership test that is always true"
    UnusedVariable "W0306" Warning "a state variable that nothing reads"
    ConstantVariable "W0307" Warning "a state variable that no action changes"
    ActionWithoutEffect "W0308" Warning "an action that changes nothing and tells nothing"
    EventuallyWithoutFairness "W0309" Warning "`eventually` over actions that no fairness drives"
    TautologicalComparison "W0311" Warning "a comparison that always has the same outcome"
    UnusedName "W0312" Warning "a parameter or a local that is never used"
    SharedValue "W0313" Warning "the bare name of a value that two enums have"

    Undecided "W0320" Warning "a property or `reachable` that the check could not decide"
    ValueNeverReached "W0321" Warning "an enum value that no reachable state holds"
    AntecedentNeverTrue "W0322" Warning "an invariant that says nothing, since what it presupposes never happens"
    StringOfLiterals "W0323" Warning "a string that only ever is one of a few literals"

    OpaqueMetadata "W0401" Warning "metadata that a standard cannot carry as it is"
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_say_their_severity() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            let letter = match code.severity() {
                Severity::Error => 'E',
                Severity::Warning => 'W',
            };
            assert!(code.name().starts_with(letter), "{code}");
        }
    }
}
