//! The bundled gazetteer: 451 cities with coordinates and rounded populations.

use std::sync::LazyLock;

use crate::{table, tool::Failure};

/// A city of the gazetteer.
pub struct City {
    pub name: &'static str,
    pub country: &'static str,
    pub population: u32,
    latitude: f64,
    longitude: f64,
    /// The names by which it is looked up, folded.
    keys: Vec<String>,
}

/// All cities, in the order of the table.
pub static CITIES: LazyLock<Vec<City>> =
    LazyLock::new(|| table::rows(include_str!("../../../data/cities.csv")).map(|row| read(&row)).collect());

impl City {
    /// Latitude and longitude in degrees.
    pub fn place(&self) -> (f64, f64) {
        (self.latitude, self.longitude)
    }

    /// The name with the country.
    pub fn title(&self) -> String {
        format!("{}, {}", self.name, self.country)
    }
}

fn read(row: &table::Row) -> City {
    let (name, country) = (row.text(0), row.text(1));
    let spelt = [name].into_iter().chain(row.words(5)).map(folded);
    City {
        name,
        country,
        population: row.value(4),
        latitude: row.value(2),
        longitude: row.value(3),
        keys: spelt.flat_map(|key| [format!("{key} {}", folded(country)), key]).collect(),
    }
}

/// The city that is the `input` of a tool, by a name that need not have its accents. Where it
/// has them, they tell San José from San Jose.
pub fn city(input: &str, name: &str) -> Result<&'static City, Failure> {
    let key = folded(name);
    let spelt = CITIES.iter().find(|city| city.name == name);
    let meant = || CITIES.iter().find(|city| city.keys.contains(&key));
    spelt.or_else(meant).ok_or_else(|| {
        let near = near(&key).join(", ");
        let detail = format!("{input}: '{name}' is not in the gazetteer; near names: {near}");
        Failure::missing(detail)
    })
}

/// The names that differ least from `key`, at most three.
fn near(key: &str) -> Vec<&'static str> {
    let mut ranked: Vec<(usize, &str)> = CITIES.iter().map(|city| (edits(key, &folded(city.name)), city.name)).collect();
    ranked.sort_by_key(|(edits, _)| *edits);
    let most = ranked.first().map_or(0, |(edits, _)| edits + 1);
    ranked.into_iter().take_while(|(edits, _)| *edits <= most).take(3).map(|(_, n)| n).collect()
}

/// Levenshtein's distance, one row at a time.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// Lower case, without accents, with single spaces for everything that is no letter.
pub fn folded(name: &str) -> String {
    let letters = name.chars().flat_map(char::to_lowercase).map(|c| match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'ă' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'î' | 'ï' | 'ı' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' | 'ń' => 'n',
        'ł' => 'l',
        'ș' => 's',
        'ź' | 'ż' => 'z',
        c if c.is_alphanumeric() => c,
        _ => ' ',
    });
    let letters: String = letters.collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_city_of_the_table_is_found_by_its_name() {
        assert_eq!(CITIES.len(), 451);
        for listed in CITIES.iter() {
            assert_eq!(city("city", listed.name).unwrap().title(), listed.title());
            assert!(listed.latitude.abs() <= 90.0 && listed.longitude.abs() <= 180.0);
        }
    }

    #[test]
    fn accents_and_other_names_do_not_matter() {
        let found = |name| city("city", name).unwrap().name;
        assert_eq!(found("sao paulo"), "São Paulo");
        assert_eq!(found("München"), "Munich");
        assert_eq!(found("koln, germany"), "Cologne");
        assert_eq!(found("san josé, costa rica"), "San José");
    }
}
