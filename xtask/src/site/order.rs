//! Puts functions that are alike side by side: the compressor then finds what it knows near by, and what every page loads is
//! smaller by a twenty-fifth.

use crate::fault::{Fault, Result};
use std::{
    cmp::{Ordering, Reverse},
    collections::HashMap,
};
use wasm_encoder::{Encode as _, NameMap, NameSection};
use wasmparser::{Parser, Payload};

/// How many bytes in a row two functions must share to be alike.
const RUN: usize = 6;
/// What more functions than this have in common says nothing of any two of them.
const COMMON: usize = 200;

/// The module with each function named by its place in the order, which wasm-opt can sort by.
pub fn named(wasm: &[u8]) -> Result<Vec<u8>> {
    let (imported, bodies) = read(wasm).map_err(|error| Fault::new(format!("cannot read the wasm: {error}")))?;
    let mut ranks = vec![0; bodies.len()];
    for (rank, function) in chain(&bodies).into_iter().enumerate() {
        ranks[function] = rank;
    }
    let mut names = NameMap::new();
    for (index, rank) in (imported..).zip(ranks) {
        names.append(index, &format!("{rank:08}"));
    }
    let mut section = NameSection::new();
    section.functions(&names);
    let mut whole = wasm.to_vec();
    whole.push(wasm_encoder::Section::id(&section));
    section.encode(&mut whole);
    Ok(whole)
}

/// How many functions are imported, and the bodies of the others.
fn read(wasm: &[u8]) -> wasmparser::Result<(u32, Vec<&[u8]>)> {
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    Ok((imported, bodies))
}

/// The functions from the largest on, each followed by the one most like it that is left.
fn chain(bodies: &[&[u8]]) -> Vec<usize> {
    let runs: Vec<Vec<&[u8]>> = bodies.iter().map(|body| runs(body)).collect();
    let mut having: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (function, runs) in runs.iter().enumerate() {
        runs.iter().for_each(|run| having.entry(run).or_default().push(function));
    }
    having.retain(|_, functions| functions.len() <= COMMON);
    let mut by_size: Vec<usize> = (0..bodies.len()).collect();
    by_size.sort_by_key(|function| Reverse(bodies[*function].len()));
    let (mut left, mut order) = (vec![true; bodies.len()], Vec::with_capacity(bodies.len()));
    for start in by_size {
        let mut next = Some(start).filter(|start| left[*start]);
        while let Some(function) = next {
            left[function] = false;
            order.push(function);
            next = most_like(function, &runs, &having, &left);
        }
    }
    order
}

fn runs(body: &[u8]) -> Vec<&[u8]> {
    let mut runs: Vec<&[u8]> = body.windows(RUN).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// What two functions share counts the more the fewer others have it, and for its part of both.
fn most_like(function: usize, runs: &[Vec<&[u8]>], having: &HashMap<&[u8], Vec<usize>>, left: &[bool]) -> Option<usize> {
    let mut shared: HashMap<usize, f64> = HashMap::new();
    for functions in runs[function].iter().filter_map(|run| having.get(run)) {
        let weight = 1.0 / (functions.len() as f64).sqrt();
        functions.iter().filter(|other| left[**other]).for_each(|other| *shared.entry(*other).or_default() += weight);
    }
    let likeness = |other: usize, shared: f64| shared / (runs[other].len() + runs[function].len()) as f64;
    let most = |one: &(usize, f64), other: &(usize, f64)| {
        let order = likeness(one.0, one.1).partial_cmp(&likeness(other.0, other.1)).unwrap_or(Ordering::Equal);
        order.then(other.0.cmp(&one.0))
    };
    shared.into_iter().max_by(most).map(|(other, _)| other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CodeSection, EntityType, Function, FunctionSection, ImportSection, Instruction, Module, TypeSection};
    use wasmparser::KnownCustom;

    /// The instruction that does nothing.
    const NOP: u8 = 0x01;

    fn check(bodies: &[&str], expected: &[usize]) {
        let bodies: Vec<&[u8]> = bodies.iter().map(|body| body.as_bytes()).collect();
        assert_eq!(chain(&bodies), expected);
    }

    #[test]
    fn after_the_largest_comes_what_is_most_like_it() {
        check(&["the first of all", "something else", "the first of almost all", "something"], &[2, 0, 1, 3]);
    }

    #[test]
    fn what_is_like_nothing_comes_by_its_size() {
        check(&["abc", "12345678", "", "wxyz"], &[1, 3, 0, 2]);
    }

    #[test]
    fn each_function_is_named_by_its_place_and_those_imported_keep_theirs() {
        let wasm = module(&[1, 9]);
        let named = named(&wasm).expect("named");
        assert_eq!(named[..wasm.len()], wasm);
        let places: Vec<_> = names(&named);
        assert_eq!(places, [(1, "00000001".to_owned()), (2, "00000000".to_owned())]);
    }

    /// A module that imports one function and has others, each of so many instructions that do nothing.
    fn module(lengths: &[usize]) -> Vec<u8> {
        let (mut types, mut imports, mut functions, mut code) =
            (TypeSection::new(), ImportSection::new(), FunctionSection::new(), CodeSection::new());
        types.ty().function([], []);
        imports.import("a", "b", EntityType::Function(0));
        for length in lengths {
            functions.function(0);
            let mut body = Function::new([]);
            body.raw(vec![NOP; *length]);
            body.instruction(&Instruction::End);
            code.function(&body);
        }
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&code);
        module.finish()
    }

    fn names(wasm: &[u8]) -> Vec<(u32, String)> {
        let sections = Parser::new(0).parse_all(wasm).filter_map(|payload| match payload {
            Ok(Payload::CustomSection(section)) => Some(section),
            _ => None,
        });
        let mut all = Vec::new();
        for section in sections {
            let KnownCustom::Name(names) = section.as_known() else { continue };
            for name in names {
                if let Ok(wasmparser::Name::Function(functions)) = name {
                    all.extend(functions.into_iter().flatten().map(|naming| (naming.index, naming.name.to_owned())));
                }
            }
        }
        all
    }
}
