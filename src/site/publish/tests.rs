//! Publishing into real folders.

use super::{MARKER, Notes, Output, Published, Staging};
use crate::files::slashed;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A journal's folder that is gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("lossbook-publish-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("entries")).expect("the folder can be made");
        Folder(path)
    }

    fn site(&self) -> PathBuf {
        self.0.join("site")
    }

    fn publish(&self, files: &[(&str, &str)]) -> Result<Published, String> {
        self.publish_with(files, None)
    }

    /// Publishes with notes that are kept in a cache, as a build does.
    fn publish_noted(&self, files: &[(&str, &str)]) -> Result<Published, String> {
        self.publish_as("p", files)
    }

    fn publish_as(&self, program: &str, files: &[(&str, &str)]) -> Result<Published, String> {
        let path = self.0.join("cache/site-1");
        self.publish_with(files, Some(Notes { path: &path, program }))
    }

    /// The site before the last, as it is kept.
    fn spare(&self) -> PathBuf {
        self.0.join("cache/site-1.spare")
    }

    fn publish_with(&self, files: &[(&str, &str)], notes: Option<Notes<'_>>) -> Result<Published, String> {
        let staging = Staging::begin(&self.site(), &self.0, notes, None)
            .map_err(|diagnostic| diagnostic.to_string())?;
        for (path, text) in files {
            let bytes = text.as_bytes();
            staging.put(path, None, &super::super::manifest::hash(bytes), bytes);
        }
        staging.publish().map_err(|diagnostic| diagnostic.to_string())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| format!("{}: {error}", path.display()))
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("it is a folder")
        .map(|item| item.expect("it can be read").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_site_is_replaced_whole() {
    let folder = Folder::new("whole");
    assert_eq!(
        folder.publish(&[("a/index.html", "one"), ("b.txt", "same")]),
        Ok(Published { written: 2, removed: 0 })
    );
    assert_eq!(
        folder.publish(&[("c/index.html", "two"), ("b.txt", "same")]),
        Ok(Published { written: 1, removed: 1 })
    );
    assert_eq!(names(&folder.site()), [MARKER, "b.txt", "c"]);
    assert_eq!(read(&folder.site().join("c/index.html")), "two");
    assert_eq!(names(&folder.0), ["entries", "site"]);
}

#[test]
fn many_threads_may_be_the_first_to_need_a_folder() {
    let folder = Folder::new("threads");
    for round in 0..50 {
        let staging = Staging::begin(&folder.site(), &folder.0, None, None).expect("it is ours");
        (0..16).into_par_iter().for_each(|name| {
            let text = format!("{round} {name}");
            let hash = super::super::manifest::hash(text.as_bytes());
            staging.put(&format!("{round}/in/{name}"), None, &hash, text.as_bytes());
        });
        assert!(staging.publish().is_ok_and(|published| published.written == 16), "round {round}");
    }
}

#[test]
fn the_same_site_is_left_alone_and_a_touched_one_mended() {
    let folder = Folder::new("same");
    let files = [("a.html", "one"), ("b.html", "two")];
    assert!(folder.publish(&files).is_ok());
    assert_eq!(folder.publish(&files), Ok(Published { written: 0, removed: 0 }));
    fs::write(folder.site().join("a.html"), "won").expect("it can be written");
    assert_eq!(folder.publish(&files), Ok(Published { written: 1, removed: 0 }));
    assert_eq!(read(&folder.site().join("a.html")), "one");
}

#[test]
fn a_file_that_is_not_of_the_site_does_not_stay() {
    let folder = Folder::new("others");
    let files = [("a/b.html", "one")];
    assert!(folder.publish_noted(&files).is_ok());
    fs::write(folder.site().join("CNAME"), "x.org").expect("it can be written");
    assert_eq!(folder.publish_noted(&files), Ok(Published { written: 0, removed: 0 }));
    for other in ["a/other.html", "other"] {
        fs::write(folder.site().join(other), "x").expect("it can be written");
        assert_eq!(folder.publish_noted(&files), Ok(Published { written: 0, removed: 1 }), "{other}");
        assert_eq!(names(&folder.site()), [MARKER, "CNAME", "a"], "{other}");
        assert_eq!(names(&folder.site().join("a")), ["b.html"], "{other}");
    }
}

#[test]
fn what_lossbook_did_not_write_is_not_replaced() {
    let folder = Folder::new("foreign");
    fs::create_dir(folder.site()).expect("it can be made");
    assert!(folder.publish(&[("a", "")]).is_ok(), "an empty folder may be taken");
    fs::remove_dir_all(folder.site()).expect("it can be removed");
    fs::create_dir(folder.site()).expect("it can be made");
    fs::write(folder.site().join("thesis.txt"), "years of work").expect("it can be written");
    let said = folder.publish(&[("a", "")]).expect_err("it is not ours");
    assert!(said.contains(MARKER), "{said}");
    fs::write(folder.site().join(MARKER), "lossbook site 99\n").expect("it can be written");
    assert!(folder.publish(&[("a", "")]).is_err(), "a newer marker is not ours");
    assert_eq!(read(&folder.site().join("thesis.txt")), "years of work");
}

#[test]
fn folders_that_hold_other_things_are_refused() {
    let folder = Folder::new("refused");
    let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_else(|| "/".into()));
    let inside = folder.0.join("entries/site");
    for out in [
        Path::new("/"),
        home.as_path(),
        folder.0.as_path(),
        inside.as_path(),
        folder.0.parent().expect("it has one"),
    ] {
        assert!(Staging::begin(out, &folder.0, None, None).is_err(), "{}", out.display());
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/tmp", folder.site()).expect("a link can be made");
        assert!(Staging::begin(&folder.site(), &folder.0, None, None).is_err());
    }
    assert_eq!(names(&folder.0.join("entries")), Vec::<String>::new());
}

#[test]
fn what_belongs_to_the_deployer_stays() {
    let folder = Folder::new("kept");
    assert!(folder.publish(&[("a", "1")]).is_ok());
    fs::create_dir(folder.site().join(".git")).expect("it can be made");
    fs::write(folder.site().join(".git/HEAD"), "ref").expect("it can be written");
    fs::write(folder.site().join("CNAME"), "x.org").expect("it can be written");
    assert!(folder.publish(&[("a", "2")]).is_ok());
    assert_eq!(names(&folder.site()), [".git", MARKER, "CNAME", "a"]);
    assert_eq!(read(&folder.site().join(".git/HEAD")), "ref");
    assert_eq!(read(&folder.site().join("CNAME")), "x.org");
}

#[test]
fn what_a_killed_run_left_is_cleared_and_nothing_lost() {
    let folder = Folder::new("swept");
    assert!(folder.publish(&[("a", "1")]).is_ok());
    // Killed while writing.
    fs::create_dir(folder.0.join(".site.lossbook-new")).expect("it can be made");
    fs::write(folder.0.join(".site.lossbook-new/half"), "").expect("it can be written");
    assert!(folder.publish(&[("a", "2")]).is_ok());
    assert_eq!(names(&folder.0), ["entries", "site"]);
    // Killed after the swap, before the repository was moved over.
    fs::create_dir_all(folder.0.join(".site.lossbook-new/.git")).expect("it can be made");
    fs::write(folder.0.join(".site.lossbook-new/.git/HEAD"), "ref").expect("it can be written");
    assert!(folder.publish(&[("a", "2")]).is_ok());
    assert_eq!(read(&folder.site().join(".git/HEAD")), "ref");
    // Killed between the two renames of a system that can't swap.
    fs::rename(folder.site(), folder.0.join(".site.lossbook-old")).expect("it can be renamed");
    assert_eq!(folder.publish(&[("a", "2")]), Ok(Published { written: 0, removed: 0 }));
    assert_eq!(names(&folder.0), ["entries", "site"]);
    assert_eq!(read(&folder.site().join(".git/HEAD")), "ref");
}

#[test]
fn a_path_that_leads_out_is_refused() {
    let folder = Folder::new("paths");
    for path in ["../a", "/etc/a", "", "a/../../b", ".git"] {
        assert!(folder.publish(&[(path, "")]).is_err(), "{path:?}");
    }
}

#[test]
fn a_failed_write_leaves_the_old_site() {
    let folder = Folder::new("failed");
    assert!(folder.publish(&[("a", "1")]).is_ok());
    // `a` can't be a file and a folder at once.
    assert!(folder.publish(&[("a", "2"), ("a/b", "3")]).is_err());
    assert_eq!(read(&folder.site().join("a")), "1");
    assert_eq!(names(&folder.0), ["entries", "site"]);
}

/// All files below a folder with their texts, but the marker.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let items = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = items.filter(|item| item.file_type().is_file() && item.file_name() != MARKER);
    files
        .map(|item| {
            let name = item.path().strip_prefix(folder).expect("it is below");
            (slashed(name), read(item.path()))
        })
        .collect()
}

/// Publishes sites in turn, with `meanwhile` after each but the last. Gives what is there in the end, and how many
/// sites were left as a spare.
fn in_turn(
    name: &str,
    sites: &[&[(&str, &str)]],
    meanwhile: impl Fn(&Folder),
) -> (BTreeMap<String, String>, usize) {
    let folder = Folder::new(name);
    let mut spares = 0;
    for (at, files) in sites.iter().enumerate() {
        if at > 0 {
            meanwhile(&folder);
        }
        folder.publish_noted(files).expect("it can be published");
        assert_eq!(names(&folder.0), ["cache", "entries", "site"], "nothing is left beside the site");
        spares += usize::from(folder.spare().exists());
    }
    (texts(&folder.site()), spares)
}

fn owned(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn a_site_is_made_of_the_one_before_the_last() {
    let sites: [&[(&str, &str)]; 9] = [
        &[("a", "1"), ("b/c", "2"), ("b/d", "3"), ("e", "4")],
        &[("a", "other"), ("b/c", "2"), ("b/d", "3"), ("e", "4")],
        &[("a", "1"), ("b/c", "2"), ("b/d", "3"), ("e", "4")],
        &[("a", "1"), ("b/c", "2"), ("b/d", "3"), ("e/f/g", "a folder")],
        &[("a", "1"), ("b", "a file"), ("e/f/g", "a folder")],
        &[("a", "1"), ("b", "a file"), ("e", "4"), ("h/i/j", "5")],
        &[("a", "1"), ("b/c", "2"), ("e", "4")],
        &[("a", "1"), ("b/c", "2"), ("e", "4"), ("h/i/j", "5")],
        &[("h/i/j", "6")],
    ];
    for last in 1..=sites.len() {
        let (found, spares) = in_turn("turns", &sites[..last], |_| {});
        assert_eq!(found, owned(sites[last - 1]), "site {last}");
        assert_eq!(spares, last, "the first leaves one as well");
    }
}

#[test]
fn the_first_change_is_made_of_a_spare() {
    let folder = Folder::new("first");
    folder.publish_noted(&[("a", "1"), ("b/c", "2")]).expect("it can be published");
    assert_eq!(texts(&folder.spare()), owned(&[("a", "1"), ("b/c", "2")]));
    #[cfg(unix)]
    let inode = |path: PathBuf| {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(path).expect("it is there").ino()
    };
    #[cfg(unix)]
    let spare = inode(folder.spare().join("b"));
    folder.publish_noted(&[("a", "2"), ("b/c", "2")]).expect("it can be published");
    assert_eq!(texts(&folder.site()), owned(&[("a", "2"), ("b/c", "2")]));
    #[cfg(unix)]
    assert_eq!(inode(folder.site().join("b")), spare, "the folder is the spare's");
}

#[test]
fn what_was_done_to_a_site_or_its_spare_reaches_no_later_one() {
    let write = |path: PathBuf, text: &str| fs::write(path, text).expect("it can be written");
    let sites: [&[(&str, &str)]; 5] = [
        &[("a", "1"), ("b/c", "2"), ("d", "3")],
        &[("a", "2"), ("b/c", "2"), ("d", "3")],
        &[("a", "3"), ("b/c", "2"), ("d", "3")],
        &[("a", "4"), ("b/c", "2"), ("d", "3")],
        &[("a", "5"), ("b/c", "2"), ("d", "3")],
    ];
    type Mishap<'a> = (&'a str, &'a dyn Fn(&Folder));
    let mishaps: [Mishap<'_>; 6] = [
        // Both names of the file have the other text then.
        ("a file of the site has another text", &|folder| write(folder.site().join("b/c"), "two")),
        ("and is replaced by one with the right text", &|folder| {
            write(folder.site().join("b/c"), "two");
            fs::remove_file(folder.site().join("b/c")).expect("it can be removed");
            write(folder.site().join("b/c"), "2");
        }),
        ("a file too many in the site", &|folder| write(folder.site().join("b/foreign"), "f")),
        ("a file too many in the spare", &|folder| {
            if folder.spare().exists() {
                write(folder.spare().join("b/foreign"), "f");
            }
        }),
        ("a file is gone from the spare", &|folder| {
            let _ = fs::remove_file(folder.spare().join("b/c"));
        }),
        ("the notes on the spare are gone", &|folder| {
            let _ = fs::remove_file(folder.spare().with_extension("spare.json"));
        }),
    ];
    for (what, mishap) in mishaps {
        assert_eq!(in_turn("mishaps", &sites, mishap).0, owned(sites[4]), "{what}");
    }
}

#[test]
fn a_repository_in_the_site_is_never_put_into_a_cache() {
    let folder = Folder::new("repository");
    for text in ["1", "2", "3"] {
        folder.publish_noted(&[("a", text)]).expect("it can be published");
        fs::create_dir_all(folder.site().join(".git")).expect("it can be made");
    }
    assert!(folder.site().join(".git").exists());
    assert!(!folder.spare().exists());
    assert_eq!(names(&folder.0), ["cache", "entries", "site"]);
}

#[test]
fn another_program_makes_nothing_of_a_spare() {
    let folder = Folder::new("programs");
    for (program, files) in [
        ("p", &[("a", "1"), ("b/c", "2"), ("d", "3")][..]),
        ("p", &[("a", "2"), ("b/c", "2"), ("d", "3")]),
        ("p", &[("a", "3"), ("b/c", "2"), ("d", "3")]),
        ("q", &[("a", "4"), ("b/c", "2")]),
        ("q", &[("a", "5"), ("b/c", "2")]),
        ("p", &[("a", "5"), ("b/c", "2"), ("d", "4")]),
        ("q", &[("a", "6"), ("b/c", "2")]),
    ] {
        folder.publish_as(program, files).expect("it can be published");
        assert_eq!(texts(&folder.site()), owned(files), "{program}");
    }
}

#[test]
fn a_file_with_two_names_outlives_being_shared_again() {
    let folder = Folder::new("shared");
    let (one, other) = (folder.0.join("one"), folder.0.join("in/other"));
    fs::write(&one, "text").expect("it can be written");
    for _ in 0..2 {
        assert!(super::share(&one, &other).is_ok());
        assert_eq!((read(&one), read(&other)), ("text".to_owned(), "text".to_owned()));
    }
}

#[cfg(unix)]
#[test]
fn links_beside_the_site_are_removed_and_not_followed() {
    let folder = Folder::new("links");
    let precious = folder.0.join("precious");
    let put_links = || {
        for name in ["new", "old", "next"] {
            let link = folder.0.join(format!(".site.lossbook-{name}"));
            std::os::unix::fs::symlink(&precious, link).expect("a link can be made");
        }
    };
    fs::create_dir_all(precious.join("of/years")).expect("it can be made");
    fs::create_dir_all(precious.join(".git")).expect("it can be made");
    for text in ["1", "2"] {
        put_links();
        folder.publish_noted(&[("a", text)]).expect("it can be published");
        assert_eq!(texts(&folder.site()), owned(&[("a", text)]));
        assert_eq!(names(&folder.0), ["cache", "entries", "precious", "site"]);
        assert_eq!(
            (names(&precious), names(&precious.join("of"))),
            (vec![".git".into(), "of".into()], vec!["years".into()])
        );
        assert!(!folder.site().join(".git").exists());
    }
}
