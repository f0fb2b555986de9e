//! The workflow engine: named flows whose steps call other services' tools through the gateway.

mod flow;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    gateway::Gateway,
    service::{Place, Service},
    tool::{Failure, Schema, Tool, choice, integer, list, object, text},
};
use flow::{Flow, filled};

static FLOWS: LazyLock<Vec<Flow>> = LazyLock::new(|| {
    let flows = serde_json::from_str(include_str!("../../data/flows.json"));
    flows.expect("the bundled flows are well formed")
});

/// The service with its tools.
pub fn open(place: &Place) -> Service {
    let names: Vec<&str> = FLOWS.iter().map(|flow| flow.flow.as_str()).collect();
    let listed = Tool::get("list_flows", "/flows")
        .says("Lists the flows that can be run, with what each of them does.")
        .gives(
            "flows",
            list(
                "The flows.",
                object(
                    "A flow.",
                    &[("flow", text("Its name.")), ("sentence", text("What it does.")), ("steps", integer("How many steps it has."))],
                ),
            ),
        )
        .tagged(&["workflow"])
        .computes(|_: &Nothing| Ok(Flows { flows: FLOWS.iter().map(Brief::from).collect() }));
    let described = Tool::get("describe_flow", "/flows/{flow}")
        .says("Describes one flow: the inputs it wants and the tools its steps call.")
        .takes("flow", choice("The flow's name.", &names).example("delivery-promise"))
        .gives("flow", text("Its name."))
        .gives("sentence", text("What it does."))
        .gives("inputs", object("The inputs with a sample of each.", &[]))
        .gives("steps", list("The steps.", step()))
        .tagged(&["workflow"])
        .computes(|input: &Named| flow(&input.flow));
    let run = Tool::post("run_flow", "/runs", "body")
        .says("Runs a flow to its end: each step calls a tool with the outputs of those before it.")
        .takes(
            "body",
            object(
                "Which flow, and its inputs.",
                &[
                    ("flow", choice("The flow's name.", &names).example("trip-in-miles")),
                    (
                        "input",
                        object("The flow's inputs; samples stand in for absent ones.", &[])
                            .optional()
                            .example(json!({ "from": "Rome", "to": "Oslo" })),
                    ),
                ],
            ),
        )
        .gives("output", object("The last step's output.", &[]))
        .gives("steps", list("What each step gave.", step()))
        .tagged(&["workflow"])
        .awaits(&place.gateway, run_flow);
    Service::steady("2.0.4", vec![listed, described, run])
}

fn step() -> Schema {
    object("A step.", &[("name", text("Its name.")), ("tool", text("The tool it calls."))])
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Serialize)]
struct Flows {
    flows: Vec<Brief>,
}

#[derive(Serialize)]
struct Brief {
    flow: &'static str,
    sentence: &'static str,
    steps: usize,
}

impl From<&'static Flow> for Brief {
    fn from(flow: &'static Flow) -> Self {
        Self { flow: &flow.flow, sentence: &flow.sentence, steps: flow.steps.len() }
    }
}

#[derive(Deserialize)]
struct Named {
    flow: String,
}

fn flow(name: &str) -> Result<&'static Flow, Failure> {
    FLOWS
        .iter()
        .find(|flow| flow.flow == name)
        .ok_or_else(|| Failure::missing(format!("flow: there is no flow '{name}'; list_flows lists them")))
}

#[derive(Deserialize)]
struct Wrapped {
    body: Run,
}

#[derive(Deserialize)]
struct Run {
    flow: String,
    #[serde(default)]
    input: Map<String, Value>,
}

#[derive(Serialize)]
struct Done {
    output: Value,
    steps: Vec<StepDone>,
}

#[derive(Serialize)]
struct StepDone {
    name: &'static str,
    tool: &'static str,
    output: Value,
}

/// Runs the steps one after the other; what each gives is there for those after it.
async fn run_flow(gateway: Gateway, wrapped: Wrapped) -> Result<Done, Failure> {
    let flow = flow(&wrapped.body.flow)?;
    let mut known = flow.inputs.clone();
    known.extend(wrapped.body.input);
    let mut steps = Vec::with_capacity(flow.steps.len());
    for step in &flow.steps {
        let input = filled(&step.input, &known)?;
        let output = gateway.call(&step.tool, input).await?;
        known.insert(step.name.clone(), output.clone());
        steps.push(StepDone { name: &step.name, tool: &step.tool, output });
    }
    let output = steps.last().map(|step| step.output.clone()).unwrap_or_default();
    Ok(Done { output, steps })
}
