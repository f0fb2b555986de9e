//! `/registry/variables`: names and use are told, values only taken.

use super::services::Page;
use super::{Body, Path, Problem, Queried};
use crate::rights::MayChange;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::failure::Violation;
use domain::variable::Variable;
use domain::{Failure, List};
use engine::Engine;
use serde_json::Value;

/// The variables, a page at a time.
pub async fn list(State(engine): State<Engine>, Queried(page): Queried<Page>) -> Result<Json<List<Variable>>, Problem> {
    Ok(Json(engine.variables(page.limit()?, page.after.as_deref())))
}

/// Sets a variable.
pub async fn set(
    _: MayChange,
    State(engine): State<Engine>,
    Path(name): Path<String>,
    Body(given): Body<Value>,
) -> Result<StatusCode, Problem> {
    engine.set_variable(&name, &value_of(given)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a variable away.
pub async fn remove(_: MayChange, State(engine): State<Engine>, Path(name): Path<String>) -> Result<StatusCode, Problem> {
    engine.remove_variable(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The text in `{"value": …}`. Taken apart by hand: a failure that says what it found instead would say the secret.
fn value_of(given: Value) -> Result<String, Failure> {
    let only = match given {
        Value::Object(fields) if fields.len() == 1 => fields.into_iter().next(),
        _ => None,
    };
    if let Some((key, Value::String(value))) = only
        && key == "value"
    {
        return Ok(value);
    }
    let wrong = Violation {
        pointer: "/value".to_owned(),
        message: "the body is not an object with one text, `value`".to_owned(),
        remedy: r#"write {"value": "…"}"#.to_owned(),
    };
    Err(Failure::violations("The body is not what this path takes; nothing was done.", vec![wrong]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_wrong_body_is_refused_without_a_word_of_it() {
        assert_eq!(value_of(json!({"value": "s3cret"})).as_deref(), Ok("s3cret"));
        for body in [json!("s3cret"), json!({"s3cret": 1}), json!({"value": 53}), json!({"value": "s3cret", "more": 1}), json!(null)] {
            let problem = value_of(body).expect_err("refused").problem();
            assert_eq!(problem["errors"][0]["pointer"], "/value");
            assert!(!problem.to_string().contains("s3cret"), "{problem}");
        }
    }
}
