use super::*;
use crate::sources::testing::{Ground, ground, sqlite};
use std::fs;
use std::os::unix::fs::symlink;
use tempfile::TempDir;

/// A directory that is read when the test says so.
struct Watched {
    ground: Ground,
    directory: Directory,
    understood: Understood,
    folder: TempDir,
}

async fn watched() -> Watched {
    let ground = ground(&sqlite().await).await;
    let folder = tempfile::tempdir().expect("a folder");
    let directory = Directory::new(folder.path().to_owned(), ground.reconciler.clone());
    Watched { ground, directory, understood: Understood::new(), folder }
}

impl Watched {
    fn write(&self, file: &str, text: &str) {
        fs::write(self.folder.path().join(file), text).expect("written");
    }

    async fn check(&mut self, expected: &[&str]) {
        self.directory.take_up(&mut self.understood).await.expect("taken up");
        assert_eq!(self.ground.told(), expected);
    }
}

fn geo(port: u16) -> String {
    format!("name: geo\nbase_url: http://127.0.0.1:{port}\n")
}

#[tokio::test]
async fn a_file_that_comes_changes_and_goes_takes_its_services_with_it() {
    let mut watched = watched().await;
    watched.check(&[]).await;
    watched.write("geo.yaml", &geo(1));
    watched.write(".hidden.yaml", &geo(8));
    watched.write("notes.txt", "no service");
    watched.check(&["geo file http://127.0.0.1:1"]).await;
    watched.write("geo.yaml", &geo(2));
    watched.write("more.toml", "name = \"orders\"\nbase_url = \"http://127.0.0.1:3\"");
    watched.check(&["geo file http://127.0.0.1:2", "orders file http://127.0.0.1:3"]).await;
    fs::remove_file(watched.folder.path().join("geo.yaml")).expect("removed");
    watched.check(&["orders file http://127.0.0.1:3"]).await;
    assert_eq!(watched.directory.sources().len(), 1);
}

#[tokio::test]
async fn a_broken_file_keeps_its_last_good_state_and_is_told_with_line_and_remedy() {
    let mut watched = watched().await;
    watched.write("geo.yaml", &geo(1));
    watched.check(&["geo file http://127.0.0.1:1"]).await;
    watched.write("geo.yaml", "name: geo\nbase_url: nowhere\n");
    watched.check(&["geo file stale http://127.0.0.1:1"]).await;
    watched.check(&["geo file stale http://127.0.0.1:1"]).await;
    let reason = "geo.yaml:2: base_url: `nowhere` is not an http or https URL; write it whole, without user name, query or fragment, as http://127.0.0.1:8003";
    assert_eq!(watched.ground.alerts(), [reason]);
    watched.write("geo.yaml", &geo(2));
    watched.check(&["geo file http://127.0.0.1:2"]).await;
    assert_eq!(watched.ground.alerts(), [reason, "it answers again"]);
}

#[tokio::test]
async fn a_mounted_config_map_is_taken_up_when_its_link_is_swapped() {
    let mut watched = watched().await;
    let folder = watched.folder.path().to_owned();
    for (version, port) in [("..1", 1), ("..2", 2)] {
        fs::create_dir(folder.join(version)).expect("a version");
        fs::write(folder.join(version).join("geo.yaml"), geo(port)).expect("written");
    }
    symlink("..1", folder.join("..data")).expect("linked");
    symlink("..data/geo.yaml", folder.join("geo.yaml")).expect("linked");
    watched.check(&["geo file http://127.0.0.1:1"]).await;
    symlink("..2", folder.join("..new")).expect("linked");
    fs::rename(folder.join("..new"), folder.join("..data")).expect("swapped");
    watched.check(&["geo file http://127.0.0.1:2"]).await;
}

#[tokio::test]
async fn a_directory_that_is_away_takes_nothing_with_it() {
    let mut watched = watched().await;
    watched.write("geo.yaml", &geo(1));
    watched.check(&["geo file http://127.0.0.1:1"]).await;
    let (here, away) = (watched.folder.path().to_owned(), watched.folder.path().with_extension("away"));
    fs::rename(&here, &away).expect("moved");
    watched.check(&["geo file stale http://127.0.0.1:1"]).await;
    fs::rename(&away, &here).expect("moved back");
    watched.check(&["geo file http://127.0.0.1:1"]).await;
}

#[tokio::test]
async fn a_file_that_is_too_large_is_told_and_two_files_may_not_name_one_service() {
    let mut watched = watched().await;
    watched.write("a.yaml", &geo(1));
    watched.write("b.yaml", &geo(2));
    watched.write("c.yaml", &" ".repeat(FILE_BYTES_MAX as usize + 1));
    watched.check(&["geo file http://127.0.0.1:1"]).await;
    let alerts = watched.ground.alerts();
    assert!(
        alerts[0].contains("geo: the name belongs to a service that comes from the file") && alerts[0].contains("a.yaml"),
        "{alerts:?}"
    );
    assert_eq!(alerts[1], "it has 1048577 bytes, and at most 1048576 are read; divide it");
}

#[test]
fn more_files_than_the_limit_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    for n in 0..=FILES_MAX {
        fs::write(folder.path().join(format!("{n}.json")), "[]").expect("written");
    }
    let reason = texts(folder.path()).expect_err("too many");
    assert_eq!(reason, "it holds 1001 service files, and at most 1000 are taken up; put several services into one");
}
