//! Each stage of the flow by itself, on a lesson of the reference journal: `cargo bench --bench stages`.

use criterion::{Criterion, criterion_group, criterion_main};
use lossbook::bibliography::Bibliography;
use lossbook::check;
use lossbook::diagnostic::SourceText;
use lossbook::entry;
use lossbook::export::{self, Files, Sources};
use lossbook::journal::Journal;
use lossbook::ledger::Ledger;
use lossbook::plan;
use lossbook::program;
use lossbook::record;
use lossbook::render;
use lossbook::run::environment;
use lossbook::site::{Earlier, Memory, Options, Page, Templates, assemble};
use lossbook::words::Library;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

const LESSON: &str = "the-valley-next-door";

fn stages(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let journal = Journal::load(root).expect("the reference journal can be read");
    let at = journal.select(&[LESSON.to_owned()]).expect("the lesson is there")[0];
    let loaded = &journal.entries[at];
    let (entry, config) = (&loaded.entry, &journal.config);
    let record = loaded.record.as_ref().expect("the lesson has a record");
    let inputs = journal.inputs().expect("the journal has no dependencies of its own");
    let text = record::to_text(record, "record").expect("the record fits");
    let tolerances = check::tolerances(entry, config);
    let (pages, assets, pictures) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let bibliography = Bibliography::default();
    let ledger = Ledger::of(std::iter::once((entry, Some(record))), config);
    let library = Library::built_in().expect("the words are sound");
    let context = || render::Context {
        pages: &pages,
        assets: &assets,
        pictures: &pictures,
        seconds: None,
        language: "en",
        words: library.find("en"),
        ledger: &ledger,
        bibliography: &bibliography,
        style: None,
    };
    let lock = environment::lock::current(root, config).expect("the journal has no dependencies of its own");
    let sources = Sources { lock: export::whole_lock(&lock, config), ..Sources::default() };
    let (_, shared) = export::pack_shared(&sources, |_| None, |_, _| {});
    let templates = Templates::load(root).expect("the theme is sound");
    let page = [Page {
        entry,
        record: Some(record),
        reproduction: None,
        earlier_check: None,
        assets: &assets,
        pictures: &pictures,
        archive: None,
    }];

    criterion.bench_function("source: read the whole journal", |bench| bench.iter(|| Journal::load(root)));
    criterion.bench_function("entry: parse", |bench| {
        let source = Arc::new(SourceText::new("entries/lesson.md".to_owned(), entry.source.text.to_string()));
        bench.iter(|| entry::parse(black_box(Arc::clone(&source)), LESSON, false, config, None));
    });
    criterion
        .bench_function("plan: the parts that all entries share", |bench| bench.iter(|| journal.inputs()));
    criterion.bench_function("plan: key", |bench| {
        bench.iter(|| plan::key(root, black_box(entry), config, inputs));
    });
    criterion.bench_function("program: tangle", |bench| bench.iter(|| program::tangle(black_box(entry))));
    criterion.bench_function("record: write as text", |bench| {
        bench.iter(|| record::to_text(black_box(record), "record"));
    });
    criterion.bench_function("record: read from text", |bench| {
        bench.iter(|| record::parse(black_box(&text), "record"));
    });
    criterion.bench_function("check: compare a record with itself", |bench| {
        bench.iter(|| check::compare(entry, black_box(&record.outputs), &record.outputs, &tolerances));
    });
    criterion.bench_function("ledger: of one entry", |bench| {
        bench.iter(|| Ledger::of(std::iter::once((black_box(entry), Some(record))), config));
    });
    criterion.bench_function("export: pack what all projects share", |bench| {
        bench.iter(|| export::pack_shared(black_box(&sources), |_| None, |_, _| {}));
    });
    criterion.bench_function("export: the archive of one entry", |bench| {
        bench.iter(|| {
            let own = export::own_files(black_box(entry), record, config, &sources, Files::new());
            export::archive(LESSON, &shared, &own.expect("the lesson has code"))
        });
    });
    criterion.bench_function("render: the page's body", |bench| {
        bench.iter(|| render::entry(black_box(entry), Some(record), context()));
    });
    criterion.bench_function("site: load the theme", |bench| bench.iter(|| Templates::load(root)));
    criterion.bench_function("site: assemble a journal of one entry", |bench| {
        let (options, pieces) = (Options::default(), Earlier::default());
        bench.iter(|| {
            assemble(config, black_box(&page), &[], &templates, &options, &pieces, &Memory::default())
        });
    });
}

criterion_group!(benches, stages);
criterion_main!(benches);
