//! Chunks → declarations.

use super::layer::shallow;
use super::reader::{Pair, Read, Reader, all, find};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::ast::{
    Decl, DeclKind, Docs, Expr, Import, Name, Param, Satisfies, Text, TypeExpr, TypeExprKind,
    Variant,
};
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::keyword::Keyword;
use crate::syntax::layout::OPEN;
use crate::syntax::split::Chunk;
use pest::Parser as _;

/// The rule that a declaration is parsed by.
fn rule(keyword: Keyword, text: &str) -> Option<Rule> {
    Some(match keyword {
        Keyword::Type => Rule::type_declaration,
        Keyword::Const => Rule::const_declaration,
        Keyword::State => {
            let after = text.get("state".len()..).unwrap_or("");
            let first = after.bytes().find(|byte| !matches!(byte, b' ' | b':'));
            if first == Some(OPEN) {
                Rule::state_block
            } else {
                Rule::state_declaration
            }
        }
        Keyword::Init => Rule::init_declaration,
        Keyword::Action => Rule::action_declaration,
        Keyword::Invariant => Rule::invariant_declaration,
        Keyword::Constraint => Rule::constraint_declaration,
        Keyword::Interface => Rule::interface_declaration,
        Keyword::Event => Rule::event_declaration,
        Keyword::Final => Rule::final_declaration,
        Keyword::Next => Rule::next_declaration,
        Keyword::Version => Rule::version_declaration,
        Keyword::License => Rule::license_declaration,
        Keyword::Author => Rule::author_declaration,
        Keyword::Satisfies => Rule::satisfies_declaration,
        Keyword::Import => Rule::import_declaration,
        Keyword::Def => Rule::def_declaration,
        Keyword::Extern => Rule::extern_declaration,
        Keyword::Reachable => Rule::reachable_declaration,
        Keyword::Property => Rule::property_declaration,
        Keyword::Temporal => Rule::temporal_declaration,
        Keyword::Verify => Rule::verify_declaration,
        Keyword::Fair => Rule::fair_declaration,
        Keyword::Bounds => Rule::bounds_declaration,
        Keyword::Source => Rule::source_declaration,
        Keyword::Review => Rule::review_declaration,
        Keyword::Derives => Rule::derives_declaration,
        Keyword::Provenance => Rule::provenance_declaration,
        Keyword::Bom => Rule::bom_declaration,
        Keyword::Metadata => Rule::metadata_declaration,
        Keyword::Spec => return None,
    })
}

impl Reader<'_> {
    /// Reads one chunk; a block of state variables gives several declarations.
    pub fn declarations(&mut self, chunk: &Chunk) -> Result<Vec<Decl>, Vec<Diagnostic>> {
        let span = Span::new(self.file, chunk.bytes.start, chunk.bytes.end);
        let docs = self.docs_at(span.start);
        let Some(keyword) = chunk.keyword else {
            return Err(vec![self.no_declaration(chunk.tokens.start)]);
        };
        let text = self.layout.get(chunk.bytes.clone()).unwrap_or("");
        let Some(rule) = rule(keyword, text) else {
            return Err(vec![self.no_declaration(chunk.tokens.start)]);
        };
        self.in_init = rule == Rule::init_declaration;
        self.primes_allowed = matches!(
            rule,
            Rule::invariant_declaration | Rule::constraint_declaration
        );
        let text = shallow(text);
        let pair = match Grammar::parse(rule, &text) {
            Ok(mut pairs) => pairs.next(),
            Err(error) => return Err(self.explain(chunk, rule, &error)),
        };
        let Some(pair) = pair else {
            return Err(vec![self.no_declaration(chunk.tokens.start)]);
        };
        self.declaration(&pair, docs, span)
            .map_err(|finding| vec![*finding])
    }

    fn declaration(&mut self, pair: &Pair<'_>, docs: Docs, span: Span) -> Read<Vec<Decl>> {
        let named = || -> Read<Name> { Ok(self.name(&self.child(pair, Rule::name)?)) };
        let kind = match pair.as_rule() {
            Rule::type_declaration => DeclKind::Type {
                name: named()?,
                ty: self.child_type(pair)?,
            },
            Rule::const_declaration => DeclKind::Const {
                name: named()?,
                ty: self.child_type(pair)?,
                value: {
                    let value = self.child(pair, Rule::expression)?;
                    self.expression(&value)?
                },
            },
            Rule::state_declaration | Rule::state_block => {
                return self.variables(pair, &docs, span);
            }
            Rule::init_declaration => DeclKind::Init {
                params: self.parameters(pair)?,
                body: match find(pair, Rule::block) {
                    Some(block) => self.block(&block)?,
                    None => self.statements(pair)?,
                },
            },
            Rule::action_declaration => DeclKind::Action {
                name: named()?,
                params: self.parameters(pair)?,
                returns: match find(pair, Rule::returned) {
                    Some(returned) => Some(self.child_type(&returned)?),
                    None => None,
                },
                satisfies: self.satisfied(pair)?,
                body: self.statements(pair)?,
            },
            Rule::invariant_declaration => DeclKind::Invariant {
                name: named()?,
                satisfies: self.satisfied(pair)?,
                body: self.conjunction(pair)?,
            },
            Rule::constraint_declaration => return self.constraint(pair, docs, span),
            Rule::interface_declaration => self.interface(pair, span)?,
            Rule::def_declaration => DeclKind::Def {
                name: named()?,
                params: self.parameters(pair)?,
                returns: self.returned(pair)?,
                body: {
                    let body = self.child(pair, Rule::expression)?;
                    self.expression(&body)?
                },
            },
            Rule::extern_declaration => DeclKind::Extern {
                name: named()?,
                params: self.parameters(pair)?,
                returns: self.returned(pair)?,
            },
            Rule::reachable_declaration => DeclKind::Reachable {
                name: named()?,
                satisfies: self.satisfied(pair)?,
                body: self.conjunction(pair)?,
            },
            Rule::property_declaration => DeclKind::Property {
                name: named()?,
                satisfies: self.satisfied(pair)?,
                formulas: self.formulas(pair)?,
            },
            Rule::temporal_declaration => return self.temporal(pair, &docs),
            Rule::verify_declaration => return self.verify(pair, docs, span),
            Rule::import_declaration => self.import(pair, &docs, span)?,
            Rule::event_declaration => DeclKind::Event {
                name: named()?,
                fields: self.fields(pair)?,
            },
            Rule::final_declaration => DeclKind::Final {
                body: self.conjunction(pair)?,
            },
            Rule::next_declaration => DeclKind::Next {
                actions: all(pair, Rule::name).map(|name| self.name(&name)).collect(),
            },
            Rule::version_declaration => {
                DeclKind::Version(self.text(&self.child(pair, Rule::text)?))
            }
            Rule::license_declaration => {
                DeclKind::License(self.text(&self.child(pair, Rule::text)?))
            }
            Rule::author_declaration => {
                let mut texts = all(pair, Rule::text).map(|text| self.text(&text));
                DeclKind::Author {
                    name: texts.next().ok_or_else(|| self.misread(pair))?,
                    mail: texts.next(),
                }
            }
            Rule::satisfies_declaration => {
                let satisfies = self.satisfied(pair)?.pop();
                DeclKind::Satisfies(satisfies.ok_or_else(|| self.misread(pair))?)
            }
            _ => self.evidence(pair)?,
        };
        Ok(vec![Decl { kind, docs, span }])
    }

    fn import(&self, pair: &Pair<'_>, docs: &Docs, span: Span) -> Read<DeclKind> {
        let text_of = |rule| -> Read<Option<Text>> {
            match find(pair, rule) {
                Some(clause) => Ok(Some(self.text(&self.child(&clause, Rule::text)?))),
                None => Ok(None),
            }
        };
        Ok(DeclKind::Import(Import {
            path: self.text(&self.child(pair, Rule::text)?),
            alias: self.name(&self.child(pair, Rule::name)?),
            version: text_of(Rule::import_version)?,
            hash: text_of(Rule::import_hash)?,
            docs: docs.clone(),
            span,
        }))
    }

    fn returned(&mut self, pair: &Pair<'_>) -> Read<TypeExpr> {
        let returned = self.child(pair, Rule::returned)?;
        self.child_type(&returned)
    }

    fn child_type(&mut self, pair: &Pair<'_>) -> Read<TypeExpr> {
        let child = self.child(pair, Rule::type_expression)?;
        self.type_expression(&child)
    }

    fn variables(&mut self, pair: &Pair<'_>, docs: &Docs, span: Span) -> Read<Vec<Decl>> {
        let mut decls = Vec::new();
        let single = all(pair, Rule::variable_declaration).count() == 1
            && pair.as_rule() == Rule::state_declaration;
        for variable in all(pair, Rule::variable_declaration) {
            let at = self.span(&variable);
            let initial = match find(&variable, Rule::expression) {
                Some(initial) => Some(self.expression(&initial)?),
                None => None,
            };
            let mut own = self.docs_at(at.start);
            if decls.is_empty() && own.is_empty() {
                own.clone_from(docs);
            }
            decls.push(Decl {
                kind: DeclKind::State {
                    name: self.name(&self.child(&variable, Rule::name)?),
                    ty: self.child_type(&variable)?,
                    initial,
                },
                docs: own,
                span: if single { span } else { at },
            });
        }
        Ok(decls)
    }

    fn parameters(&mut self, pair: &Pair<'_>) -> Read<Vec<Param>> {
        match find(pair, Rule::parameters) {
            Some(parameters) => self.fields(&parameters),
            None => Ok(Vec::new()),
        }
    }

    pub(super) fn fields(&mut self, pair: &Pair<'_>) -> Read<Vec<Param>> {
        let mut fields = Vec::new();
        for parameter in all(pair, Rule::parameter) {
            let name = self.name(&self.child(&parameter, Rule::name)?);
            fields.push(Param {
                ty: self.child_type(&parameter)?,
                docs: self.docs_at(name.span.start),
                name,
            });
        }
        Ok(fields)
    }

    fn satisfied(&self, pair: &Pair<'_>) -> Read<Vec<Satisfies>> {
        let mut found = Vec::new();
        for satisfies in all(pair, Rule::satisfies) {
            let mut texts = all(&satisfies, Rule::text).map(|text| self.text(&text));
            found.push(Satisfies {
                requirement: texts.next().ok_or_else(|| self.misread(&satisfies))?,
                clause: texts.next(),
                span: self.span(&satisfies),
            });
        }
        Ok(found)
    }

    fn conjunction(&mut self, pair: &Pair<'_>) -> Read<Vec<Expr>> {
        let mut body = Vec::new();
        for expression in all(pair, Rule::expression) {
            body.push(self.expression(&expression)?);
        }
        Ok(body)
    }

    /// A constraint is an invariant whose name may be made from words, or missing.
    fn constraint(&mut self, pair: &Pair<'_>, mut docs: Docs, span: Span) -> Read<Vec<Decl>> {
        let name = if let Some(name) = find(pair, Rule::name) {
            self.name(&name)
        } else if let Some(words) = find(pair, Rule::text) {
            let words = self.text(&words);
            docs.extend(words.value.lines().map(str::to_owned));
            Name {
                text: upper_camel(&words.value),
                span: words.span,
            }
        } else {
            self.unnamed.constraints += 1;
            Name {
                text: format!("Constraint{}", self.unnamed.constraints),
                span: self.span(&self.child(pair, Rule::kw_constraint)?),
            }
        };
        let kind = DeclKind::Invariant {
            name,
            satisfies: self.satisfied(pair)?,
            body: self.conjunction(pair)?,
        };
        Ok(vec![Decl { kind, docs, span }])
    }

    fn interface(&mut self, pair: &Pair<'_>, span: Span) -> Read<DeclKind> {
        let mut names = all(pair, Rule::name).map(|name| self.name(&name));
        let name = names.next().ok_or_else(|| self.misread(pair))?;
        let variants: Vec<Variant> = names
            .map(|name| Variant {
                docs: self.docs_at(name.span.start),
                name,
                payload: Vec::new(),
            })
            .collect();
        let ty = TypeExpr {
            kind: TypeExprKind::Enum(variants),
            span,
        };
        Ok(DeclKind::Type { name, ty })
    }
}

/// `"no two doors"` → `NoTwoDoors`.
fn upper_camel(words: &str) -> String {
    let mut name = String::new();
    for word in words.split(|c: char| !c.is_alphanumeric()) {
        let mut characters = word.chars();
        if let Some(first) = characters.next() {
            name.extend(first.to_uppercase());
            name.push_str(characters.as_str());
        }
    }
    if name.starts_with(|c: char| c.is_alphabetic()) {
        name
    } else {
        format!("Constraint{name}")
    }
}
