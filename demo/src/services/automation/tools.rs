//! What automation says about its tools.

use super::{Nothing, Yard, job::JOBS, job_status, list_jobs, restart_job, start_job};
use crate::tool::{Entry, Schema, Tool, choice, integer, list, object, text};

/// The tools of the yard.
pub fn tools(yard: &Yard) -> Vec<Tool> {
    let listed = Tool::get("list_jobs", "/jobs")
        .says("Lists the background jobs and how far each of them is.")
        .gives("jobs", list("The jobs.", object("A job.", &facts())))
        .tagged(&["jobs", "automation"]);
    let looked_at =
        Tool::get("job_status", "/jobs/{job}").says("Tells how far a background job is.").takes("job", name().example("stocktake"));
    let started = Tool::post("start_job", "/jobs", "body")
        .says("Starts a background job, unless it is running.")
        .takes("body", object("Which job.", &[("job", name().example("replenish"))]));
    let restarted = Tool::post("restart_job", "/jobs/{job}/restarts", "reason")
        .says("Stops a background job and starts it from the beginning; its progress is lost.")
        .takes("job", name().example("stocktake"))
        .takes("reason", text("Why it has to start again.").example("the scanner was replaced"))
        .tagged(&["destructive"]);
    vec![
        listed.computes_with(yard, |yard, _: &Nothing| Ok(list_jobs(yard))),
        of_job(looked_at).computes_with(yard, job_status),
        of_job(started).computes_with(yard, start_job),
        of_job(restarted).computes_with(yard, restart_job),
    ]
}

fn name() -> Schema {
    let names: Vec<&str> = JOBS.iter().map(|job| job.name).collect();
    choice("The job's name.", &names)
}

fn of_job(entry: Entry) -> Entry {
    let with_facts = facts().into_iter().fold(entry, |entry, (name, fact)| entry.gives(name, fact));
    with_facts.tagged(&["jobs", "automation"])
}

fn facts() -> Vec<(&'static str, Schema)> {
    vec![
        ("job", text("Its name.")),
        ("sentence", text("What it does.")),
        ("state", choice("Whether it runs.", &["idle", "running", "done", "failed"])),
        ("done", integer("Steps done.")),
        ("of", integer("Steps in all.")),
        ("reason", text("Why it failed, where it did.").optional()),
    ]
}
