//! Findings as the JSON that scripts and editors read.
//!
//! First what `speckl check --format json` promises — code, severity, message and span — then all
//! else that a finding says.

use super::{Diagnostic, Label};
use crate::source::{Position, Sources, Span};
use serde_json::{Value, json};

/// One finding as an object.
pub fn to_json(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let labels: Vec<Value> = std::iter::once(&diagnostic.primary)
        .filter(|label| !label.text.is_empty())
        .chain(&diagnostic.secondary)
        .map(|label| label_to_json(label, sources))
        .collect();
    let suggestion = diagnostic.suggestion.as_ref().map(|suggestion| {
        json!({
            "message": suggestion.message,
            "replacement": suggestion.replacement,
            "span": span_to_json(suggestion.span, sources),
        })
    });
    json!({
        "code": diagnostic.code.name(),
        "severity": diagnostic.severity.name(),
        "message": diagnostic.message,
        "span": span_to_json(diagnostic.primary.span, sources),
        "labels": labels,
        "notes": diagnostic.notes,
        "suggestion": suggestion,
    })
}

fn label_to_json(label: &Label, sources: &Sources) -> Value {
    json!({ "text": label.text, "span": span_to_json(label.span, sources) })
}

/// Lines and columns from 1, columns in Unicode scalar values; the end is excluded.
fn span_to_json(span: Span, sources: &Sources) -> Value {
    let file = sources.file(span.file);
    let position = |offset| {
        let Position { line, column } = file.position(offset);
        json!({ "line": line, "column": column })
    };
    json!({
        "file": file.name(),
        "start": position(span.start),
        "end": position(span.end),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::SourceFile;

    #[test]
    fn an_object_says_all_that_the_finding_says() {
        let mut sources = Sources::new();
        let file = sources.add(SourceFile::new("x.speckdl", "é actvie\nb"));
        let span = Span::new(file, 3, 9);
        let finding = Diagnostic::new(Code::UnknownName, span, "nothing is called `actvie`")
            .also(Span::new(file, 10, 11), "here")
            .did_you_mean(span, "actvie", ["active"]);
        let text = to_json(&finding, &sources).to_string();
        let span =
            r#"{"file":"x.speckdl","start":{"line":1,"column":3},"end":{"line":1,"column":9}}"#;
        let other =
            r#"{"file":"x.speckdl","start":{"line":2,"column":1},"end":{"line":2,"column":2}}"#;
        assert_eq!(
            text,
            format!(
                "{{\"code\":\"E0101\",\"severity\":\"error\",\"message\":\"nothing is called `actvie`\",\
                 \"span\":{span},\"labels\":[{{\"text\":\"here\",\"span\":{other}}}],\"notes\":[],\
                 \"suggestion\":{{\"message\":\"did you mean `active`?\",\"replacement\":\"active\",\
                 \"span\":{span}}}}}"
            )
        );
    }
}
