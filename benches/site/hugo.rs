//! The same posts for Hugo, with a theme that does no more than it has to: pages, tags, a feed, a list of all posts.

use super::posts::{Dialect, Post};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How Hugo wants its posts.
pub const DIALECT: Dialect = Dialect { rust: "rust", link: |slug| format!("../{slug}/"), summary: "summary" };

const CONFIG: &str = r#"
baseURL = "https://example.org/"
title = "A made-up blog"
disableKinds = ["section"]
enableRobotsTXT = true
[taxonomies]
tag = "tags"
[outputs]
home = ["html", "rss"]
term = ["html", "rss"]
[services.rss]
limit = 20
[markup.highlight]
noClasses = false
"#;

const LAYOUTS: [(&str, &str); 6] = [
    (
        "_default/baseof.html",
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }} · {{ site.Title }}</title>
<meta name="description" content="{{ .Summary | plainify }}">
<link rel="canonical" href="{{ .Permalink }}">
<link rel="alternate" type="application/rss+xml" href="/index.xml">
</head>
<body>
<header><nav><a href="/">{{ site.Title }}</a> <a href="/tags/">Tags</a></nav></header>
<main>{{ block "main" . }}{{ end }}</main>
</body>
</html>
"#,
    ),
    (
        "_default/single.html",
        r#"{{ define "main" }}<article><h1>{{ .Title }}</h1>
<p><time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time> {{ .ReadingTime }} min read
{{ range .GetTerms "tags" }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a> {{ end }}</p>
{{ .TableOfContents }}
{{ .Content }}
<nav>{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>
</article>{{ end }}
"#,
    ),
    (
        "index.html",
        r#"{{ define "main" }}<h1>{{ site.Title }}</h1><ol>{{ range site.RegularPages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time>{{ .Date.Format "2 January 2006" }}</time><p>{{ .Summary }}</p></li>{{ end }}</ol>{{ end }}
"#,
    ),
    (
        "_default/term.html",
        r#"{{ define "main" }}<h1>{{ .Title }}</h1><ol>{{ range .Pages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time>{{ .Date.Format "2 January 2006" }}</time><p>{{ .Summary }}</p></li>{{ end }}</ol>{{ end }}
"#,
    ),
    (
        "_default/terms.html",
        r#"{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ len .Pages }}</li>{{ end }}</ul>{{ end }}
"#,
    ),
    (
        "_default/rss.xml",
        r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>{{ .Title }}</title><link>{{ .Permalink }}</link>
{{ $pages := .Pages }}{{ if .IsHome }}{{ $pages = site.RegularPages }}{{ end }}
{{ range first 20 $pages }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link>
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate><description>{{ .Content | transform.XMLEscape | safeHTML }}</description></item>
{{ end }}</channel></rss>
"#,
    ),
];

/// Writes the configuration and the theme.
pub fn prepare(folder: &Path) {
    super::write(&folder.join("hugo.toml"), CONFIG);
    for (name, text) in LAYOUTS {
        super::write(&folder.join("layouts").join(name), text);
    }
}

/// The file of a post.
pub fn entry(folder: &Path, post: &Post) -> PathBuf {
    folder.join("content/posts").join(format!("{}.md", post.slug))
}

/// A build of everything.
pub fn build(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["--quiet", "--source"]).arg(folder).arg("--cacheDir").arg(folder.join("cache"));
    command
}

/// Forgets all that was built.
pub fn forget(folder: &Path) {
    for name in ["public", "resources", "cache"] {
        super::put_away(&folder.join(name));
    }
}
