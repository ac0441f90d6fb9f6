//! Declarations: the requirements that a spec says it satisfies, what in it does, and what the
//! check found about that (ECMA-424 §6, `definitions` and `declarations`).
//!
//! That an element satisfies a requirement is the author's claim. The check says whether the element
//! holds, not whether the requirement is well served by it; no score is made up for that.

use super::super::{Dossier, opaque};
use super::{MODULE, put};
use crate::model::{Element, ElementKind, Satisfies};
use serde_json::{Map, Value, json};

/// The `bom-ref` of who looked: the compiler, on behalf of the author.
const ASSESSOR: &str = "assessor:speckl";

/// A requirement, once, however many elements satisfy it.
struct Requirement<'a> {
    identifier: &'a str,
    /// Its clauses; the whole of it is one without a name.
    clauses: Vec<Clause<'a>>,
}

struct Clause<'a> {
    name: Option<&'a str>,
    by: Vec<&'a Element>,
}

/// Requirements and clauses in the order in which the spec first names them.
fn requirements<'a>(dossier: &Dossier<'a>) -> Vec<Requirement<'a>> {
    let mut requirements: Vec<Requirement<'a>> = Vec::new();
    for Satisfies {
        requirement,
        clause,
        by,
    } in &dossier.model().metadata.satisfies
    {
        let known = requirements
            .iter()
            .position(|r| r.identifier == requirement);
        let place = known.unwrap_or_else(|| {
            requirements.push(Requirement {
                identifier: requirement,
                clauses: Vec::new(),
            });
            requirements.len() - 1
        });
        let clauses = &mut requirements[place].clauses;
        let known = clauses.iter().position(|c| c.name == clause.as_deref());
        let place = known.unwrap_or_else(|| {
            clauses.push(Clause {
                name: clause.as_deref(),
                by: Vec::new(),
            });
            clauses.len() - 1
        });
        clauses[place].by.push(dossier.model().element(*by));
    }
    requirements
}

/// The requirements, so that attestations have something to point to.
pub(super) fn definitions(dossier: &Dossier<'_>) -> Value {
    let standards: Vec<Value> = requirements(dossier)
        .iter()
        .enumerate()
        .map(|(r, requirement)| {
            let name = opaque::one_line(requirement.identifier);
            let clauses: Vec<Value> = requirement
                .clauses
                .iter()
                .enumerate()
                .map(|(c, clause)| {
                    json!({
                        "bom-ref": clause_ref(r, c),
                        "identifier": clause.name.map_or_else(|| name.clone(), opaque::one_line),
                    })
                })
                .collect();
            json!({ "bom-ref": format!("requirement:{r}"), "name": name, "requirements": clauses })
        })
        .collect();
    if standards.is_empty() {
        return Value::Null;
    }
    json!({ "standards": standards })
}

/// Who claims what, and on what evidence.
pub(super) fn declarations(dossier: &Dossier<'_>) -> Value {
    let requirements = requirements(dossier);
    let mut rows: Vec<Value> = Vec::new();
    let mut claims: Vec<Value> = Vec::new();
    let mut evidence: Vec<Value> = Vec::new();
    for (r, requirement) in requirements.iter().enumerate() {
        for (c, clause) in requirement.clauses.iter().enumerate() {
            let first = claims.len();
            for element in &clause.by {
                let index = claims.len();
                claims.push(json!({
                    "bom-ref": format!("claim:{index}"),
                    "target": MODULE,
                    "predicate": format!("satisfied by {}", element.id),
                    "reasoning": "The author of the specification says so.",
                    "evidence": [format!("evidence:{index}")],
                }));
                evidence.push(evidence_of(dossier, element, index));
            }
            let claimed: Vec<String> = (first..claims.len())
                .map(|i| format!("claim:{i}"))
                .collect();
            rows.push(json!({
                "requirement": clause_ref(r, c),
                "claims": claimed,
                "conformance": { "rationale": dossier.verdict_sentence() },
            }));
        }
    }
    if rows.is_empty() {
        return Value::Null;
    }
    json!({
        "assessors": [{
            "bom-ref": ASSESSOR,
            "thirdParty": false,
            "organization": { "name": "speckl, run by the supplier" },
        }],
        "attestations": [{
            "summary": "Requirements that the specification says it satisfies",
            "assessor": ASSESSOR,
            "map": rows,
        }],
        "claims": claims,
        "evidence": evidence,
    })
}

/// The element's own text, and how it fared in the check.
fn evidence_of(dossier: &Dossier<'_>, element: &Element, index: usize) -> Value {
    let (first, last) = dossier.lines(element);
    let mut data = vec![datum("element", &element.id)];
    data.push(datum(
        "place",
        &format!("{} lines {first}-{last}", dossier.file_of(element)),
    ));
    if element.kind != ElementKind::Spec {
        data.push(datum("text", &element.canonical));
    }
    data.push(datum("verdict", &fared(dossier, element)));
    let mut evidence = Map::new();
    put(&mut evidence, "bom-ref", json!(format!("evidence:{index}")));
    put(&mut evidence, "propertyName", json!("speckl:verdict"));
    put(&mut evidence, "data", json!(data));
    Value::Object(evidence)
}

fn datum(name: &str, text: &str) -> Value {
    json!({
        "name": name,
        "contents": { "attachment": { "contentType": "text/plain", "content": text } },
    })
}

/// The verdict on the property that an element declares; on the whole spec, where it declares none.
fn fared(dossier: &Dossier<'_>, element: &Element) -> String {
    let own = dossier.subject.verdict.and_then(|verdict| {
        verdict
            .properties
            .iter()
            .find(|property| dossier.model().element(property.element).id == element.id)
    });
    match own {
        Some(property) => property.status.name().to_owned(),
        None => dossier.subject.verdict_name().to_owned(),
    }
}

fn clause_ref(requirement: usize, clause: usize) -> String {
    format!("requirement:{requirement}:clause:{clause}")
}
