//! What is sent holds nothing that browsers do not know: tools write newer wasm than browsers read, and those refuse it whole.

use super::names;
use crate::fault::{Explain as _, Fault, Result};
use std::{fs, path::Path};
use wasmparser::{Validator, WasmFeatures};

/// What every browser of the last years knows.
const KNOWN: WasmFeatures = WasmFeatures::WASM2.union(WasmFeatures::EXTENDED_CONST);

/// Every wasm of a folder is one that a browser takes.
pub fn all(folder: &Path) -> Result {
    names::wasm_in(folder)?.iter().try_for_each(|file| {
        let bytes = fs::read(file).explain("cannot read", file.display())?;
        check(&bytes).map_err(|fault| fault.at(file.display()))
    })
}

fn check(wasm: &[u8]) -> Result {
    let checked = Validator::new_with_features(KNOWN).validate_all(wasm);
    let fault = |error| Fault::new(format!("no browser takes this wasm: {error}"));
    checked.map(drop).map_err(|error| fault(error).remedy("xtask/src/site/optimise.rs says which features wasm-opt may use"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CodeSection, Function, FunctionSection, Module, TypeSection, ValType};

    /// A module with one function of the given parameter and no instructions.
    fn module(parameter: ValType) -> Vec<u8> {
        let (mut types, mut functions, mut code) = (TypeSection::new(), FunctionSection::new(), CodeSection::new());
        types.ty().function([parameter], []);
        functions.function(0);
        let mut body = Function::new([]);
        body.instructions().end();
        code.function(&body);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&code);
        module.finish()
    }

    #[test]
    fn what_browsers_know_is_sound() {
        check(&module(ValType::EXTERNREF)).expect("sound");
    }

    #[test]
    fn what_they_do_not_know_stops_the_build_with_its_reason() {
        let fault = check(&module(ValType::EXNREF)).expect_err("exceptions").to_string();
        assert!(fault.contains("no browser takes this wasm: exception refs"), "{fault}");
    }
}
