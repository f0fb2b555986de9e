//! What the overview shows before the first service: how to get one.

use crate::paths;
use crate::prelude::*;
use crate::ui::copy::Copy;
use crate::ui::states::Empty;

const CALL: &str = r#"curl -X POST $URL/registry/services \
  -H 'content-type: application/json' \
  -d '{"name":"my-service","base_url":"http://127.0.0.1:8003"}'"#;

/// The one call that registers a service.
pub fn draw() -> impl IntoView {
    view! {
        <div class="page">
            <Empty title="No services yet">
                <p>"A service shows up here as soon as it registers. Start with one call:"</p>
                <pre tabindex="0">{CALL}</pre>
                <div class="actions">
                    <a class="button primary" href=paths::services()>"Register a service"</a>
                    <Copy text=CALL.to_owned() label="Copy the call" />
                </div>
            </Empty>
        </div>
    }
}
