//! What an operation's security schemes ask for, as a UTCP `auth` whose secrets are variables named by their scheme.

use super::word;
use serde_json::{Value, json};

/// The `auth` of an operation's call template; none where it may be called without.
///
/// Of several alternatives the first that can be met counts. One that asks for several schemes at once cannot.
pub fn auth(root: &Value, operation: &Value) -> Result<Option<Value>, String> {
    let alternatives = operation.get("security").or_else(|| root.get("security")).and_then(Value::as_array);
    let Some(alternatives) = alternatives.filter(|list| !list.is_empty()) else { return Ok(None) };
    let mut reason = None;
    for alternative in alternatives.iter().filter_map(Value::as_object) {
        let mut schemes = alternative.iter();
        match (schemes.next(), schemes.next()) {
            (None, _) => return Ok(None),
            (Some(_), Some(_)) => reason = Some("it asks for several security schemes at once".to_owned()),
            (Some((name, scopes)), None) => match scheme(root, name).and_then(|scheme| meet(name, scheme, scopes)) {
                Ok(auth) => return Ok(Some(auth)),
                Err(why) => reason = Some(why),
            },
        }
    }
    Err(reason.unwrap_or_else(|| "its `security` is no list of security schemes".to_owned()))
}

fn scheme<'a>(root: &'a Value, name: &str) -> Result<&'a Value, String> {
    let schemes = root.pointer("/components/securitySchemes").or_else(|| root.get("securityDefinitions"));
    schemes.and_then(|schemes| schemes.get(name)).ok_or_else(|| format!("its security scheme `{name}` is not described"))
}

fn meet(name: &str, scheme: &Value, scopes: &Value) -> Result<Value, String> {
    let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
    match (text("type"), text("scheme").to_ascii_lowercase().as_str()) {
        ("apiKey", _) => Ok(api_key(&format!("${{{}}}", variable(name)), text("name"), text("in"))),
        ("http", "bearer") | ("openIdConnect", _) => Ok(bearer(name)),
        ("http", "basic") | ("basic", _) => Ok(basic(name)),
        ("oauth2", _) => Ok(client_credentials(name, scheme, scopes).unwrap_or_else(|| bearer(name))),
        (kind, scheme) => Err(format!("its security scheme `{name}` ({kind} {scheme}) is not known here")),
    }
}

fn api_key(key: &str, name: &str, location: &str) -> Value {
    json!({ "auth_type": "api_key", "api_key": key, "var_name": name, "location": location })
}

/// A token that somebody gives: flows that need a person end in one.
fn bearer(name: &str) -> Value {
    api_key(&format!("Bearer ${{{}}}", variable(name)), "Authorization", "header")
}

fn basic(name: &str) -> Value {
    let variable = variable(name);
    json!({ "auth_type": "basic", "username": format!("${{{variable}_USERNAME}}"), "password": format!("${{{variable}_PASSWORD}}") })
}

fn client_credentials(name: &str, scheme: &Value, scopes: &Value) -> Option<Value> {
    let flow = scheme.pointer("/flows/clientCredentials").or_else(|| (scheme.get("flow")? == "application").then_some(scheme))?;
    let variable = variable(name);
    let scopes: Vec<_> = scopes.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    Some(json!({
        "auth_type": "oauth2",
        "token_url": flow.get("tokenUrl")?.as_str()?,
        "client_id": format!("${{{variable}_CLIENT_ID}}"),
        "client_secret": format!("${{{variable}_CLIENT_SECRET}}"),
        "scope": scopes.join(" "),
    }))
}

fn variable(scheme: &str) -> String {
    word(scheme).to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(scheme: &Value, expected: &Value) {
        let root = json!({"components": {"securitySchemes": {"my-key": scheme}}, "security": [{"my-key": ["read", "write"]}]});
        assert_eq!(auth(&root, &json!({})).as_ref(), Ok(&Some(expected.clone())));
    }

    #[test]
    fn each_scheme_asks_for_variables_of_its_name() {
        check(
            &json!({"type": "apiKey", "name": "X-Key", "in": "header"}),
            &json!({"auth_type": "api_key", "api_key": "${MY_KEY}", "var_name": "X-Key", "location": "header"}),
        );
        let bearer = json!({"auth_type": "api_key", "api_key": "Bearer ${MY_KEY}", "var_name": "Authorization", "location": "header"});
        check(&json!({"type": "http", "scheme": "Bearer"}), &bearer);
        check(&json!({"type": "oauth2", "flows": {"implicit": {}}}), &bearer);
        let basic = json!({"auth_type": "basic", "username": "${MY_KEY_USERNAME}", "password": "${MY_KEY_PASSWORD}"});
        check(&json!({"type": "http", "scheme": "basic"}), &basic);
        check(&json!({"type": "basic"}), &basic);
    }

    #[test]
    fn client_credentials_are_exchanged_for_the_scopes_that_are_asked_for() {
        let expected = json!({"auth_type": "oauth2", "token_url": "https://id/token", "client_id": "${MY_KEY_CLIENT_ID}",
            "client_secret": "${MY_KEY_CLIENT_SECRET}", "scope": "read write"});
        check(&json!({"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://id/token"}}}), &expected);
        check(&json!({"type": "oauth2", "flow": "application", "tokenUrl": "https://id/token"}), &expected);
    }

    #[test]
    fn an_operation_that_needs_none_overrides_the_document() {
        let root = json!({"security": [{"key": []}]});
        assert_eq!(auth(&root, &json!({"security": []})), Ok(None));
        assert_eq!(auth(&root, &json!({"security": [{}]})), Ok(None));
    }

    #[test]
    fn what_cannot_be_met_says_why() {
        let why = |root: &Value| auth(root, &json!({})).expect_err("a reason");
        assert_eq!(why(&json!({"security": [{"key": []}]})), "its security scheme `key` is not described");
        assert_eq!(why(&json!({"security": [{"a": [], "b": []}]})), "it asks for several security schemes at once");
    }
}
