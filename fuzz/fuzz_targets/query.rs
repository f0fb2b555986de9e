//! Queries.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    for table in [&domain::query::SERVICES, &domain::query::TOOLS, &domain::query::CALLS, &domain::query::MESH] {
        if let Ok(query) = domain::query::Query::parse(text, table) {
            assert_eq!(domain::query::Query::parse(&query.to_string(), table), Ok(query));
        }
    }
});
