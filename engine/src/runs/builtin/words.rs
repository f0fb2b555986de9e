//! English, as little of it as the planner needs: spellings, stems, synonyms, idle words, units.

/// Words that say nothing about what is wanted.
const IDLE: &[&str] = &[
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "apart", "are", "around", "as", "at", "be", "been", "before", "being",
    "between", "both", "but", "by", "can", "could", "did", "do", "does", "each", "every", "exactly", "for", "from", "had", "has", "have",
    "he", "her", "here", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "like", "long", "many", "may", "me", "much",
    "must", "my", "near", "need", "now", "of", "off", "on", "one", "only", "onto", "or", "our", "out", "over", "per", "please", "same",
    "shall", "she", "should", "since", "so", "some", "than", "thanks", "that", "the", "their", "them", "then", "there", "these", "they",
    "this", "those", "till", "to", "too", "until", "up", "upon", "us", "use", "using", "very", "want", "was", "we", "were", "what", "when",
    "where", "whether", "which", "while", "who", "whose", "why", "will", "with", "within", "without", "would", "you", "your",
];

/// Verbs that ask without saying what for.
const ASKING: &[&str] = &[
    "answer",
    "calculate",
    "compute",
    "determine",
    "display",
    "fall",
    "falls",
    "fetch",
    "figure",
    "find",
    "get",
    "give",
    "gives",
    "go",
    "know",
    "let",
    "list",
    "live",
    "lives",
    "located",
    "look",
    "lookup",
    "make",
    "result",
    "return",
    "say",
    "see",
    "show",
    "situated",
    "take",
    "tell",
    "work",
];

/// Words that begin a new clause after "and": those that ask, and these.
const DOING: &[&str] = &[
    "add",
    "cancel",
    "check",
    "compare",
    "convert",
    "count",
    "create",
    "describe",
    "divide",
    "estimate",
    "express",
    "finally",
    "format",
    "measure",
    "multiply",
    "order",
    "place",
    "quote",
    "render",
    "reserve",
    "restock",
    "run",
    "search",
    "start",
    "subtract",
    "sum",
    "summarise",
    "summarize",
    "translate",
    "turn",
    "what",
    "how",
    "which",
    "when",
    "where",
    "whether",
    "is",
];

/// Stems that mean the same; the right one stands for both.
const SAME: &[(&str, &str)] = &[
    ("averag", "mean"),
    ("cheap", "pric"),
    ("citizen", "population"),
    ("closest", "nearest"),
    ("clos", "nearest"),
    ("conversion", "convert"),
    ("cost", "pric"),
    ("inhabitant", "population"),
    ("minus", "subtract"),
    ("nearby", "nearest"),
    ("people", "population"),
    ("plus", "ad"),
    ("postag", "ship"),
    ("summaris", "summary"),
    ("summariz", "summary"),
    ("worth", "pric"),
];

/// Turns of phrase, and the stem that each word of content in them means.
const PHRASES: &[(&[&str], &str)] = &[
    (&["day", "of", "the", "week"], "weekday"),
    (&["day", "of", "week"], "weekday"),
    (&["what", "day"], "weekday"),
    (&["how", "far"], "distanc"),
    (&["how", "expensive"], "pric"),
    (&["in", "stock"], "stock"),
];

/// Units with their spellings; the first one stands for all.
const UNITS: &[&[&str]] = &[
    &["meter", "m", "meters"],
    &["kilometer", "km", "kms", "kilometers"],
    &["centimeter", "cm", "centimeters"],
    &["millimeter", "mm", "millimeters"],
    &["mile", "mi", "miles"],
    &["yard", "yd", "yards"],
    &["foot", "ft", "feet"],
    &["inch", "inches"],
    &["gram", "g", "grams"],
    &["kilogram", "kg", "kgs", "kilograms", "kilo", "kilos"],
    &["pound", "lb", "lbs", "pounds"],
    &["ounce", "oz", "ounces"],
    &["tonne", "t", "tonnes"],
    &["liter", "l", "liters"],
    &["milliliter", "ml", "milliliters"],
    &["gallon", "gal", "gallons"],
    &["second", "sec", "secs", "seconds"],
    &["millisecond", "ms", "milliseconds"],
    &["minute", "min", "mins", "minutes"],
    &["hour", "h", "hr", "hrs", "hours"],
    &["day", "d", "days"],
    &["week", "wk", "weeks"],
    &["month", "months"],
    &["year", "yr", "yrs", "years"],
    &["celsius", "°c", "centigrade"],
    &["fahrenheit", "°f"],
    &["kelvin", "kelvins"],
    &["percent", "%", "pct"],
    &["eur", "euro", "euros", "€"],
    &["usd", "dollar", "dollars", "$"],
    &["gbp", "sterling", "£"],
    &["jpy", "yen", "¥"],
    &["chf", "francs"],
    &["degree", "degrees", "°"],
];

/// Letters with a mark, and the plain ones they are read as.
const PLAIN: &[(&str, &str)] = &[
    ("àáâãäåāăą", "a"),
    ("çćĉċč", "c"),
    ("ďđ", "d"),
    ("èéêëēĕėęě", "e"),
    ("ĝğġģ", "g"),
    ("ìíîïĩīĭįı", "i"),
    ("ĺļľł", "l"),
    ("ñńņň", "n"),
    ("òóôõöøōŏő", "o"),
    ("ŕŗř", "r"),
    ("śŝşšș", "s"),
    ("ţťțŧ", "t"),
    ("ùúûüũūŭůűų", "u"),
    ("ýÿŷ", "y"),
    ("źżž", "z"),
    ("ß", "ss"),
    ("æ", "ae"),
    ("œ", "oe"),
];

/// One spelling for all: lower case, no marks on letters, metre as meter and litre as liter.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match PLAIN.iter().find(|(marked, _)| !c.is_ascii() && marked.contains(c)) {
            Some((_, plain)) => folded.push_str(plain),
            None => folded.push(c),
        }
    }
    if folded.contains("tre") { folded.replace("metre", "meter").replace("litre", "liter") } else { folded }
}

/// What the forms of a folded word have in common; synonyms have it in common too.
pub fn stem(folded: &str) -> String {
    let root = undouble(&without_ending(folded));
    let root = if root.len() > 3 { root.strip_suffix('e').unwrap_or(&root) } else { &root };
    SAME.iter().find(|(other, _)| *other == root).map_or(root, |(_, same)| same).to_owned()
}

fn without_ending(word: &str) -> String {
    let length = word.len();
    let without = |ending: &str, least: usize| word.strip_suffix(ending).filter(|_| length >= least);
    if let Some(rest) = without("ies", 5) {
        return format!("{rest}y");
    }
    if let Some(rest) = without("es", 5).filter(|rest| ["s", "x", "z", "ch", "sh"].iter().any(|end| rest.ends_with(end))) {
        return rest.to_owned();
    }
    let kept = ["ss", "us", "is", "as"].iter().any(|end| word.ends_with(end));
    if let Some(rest) = without("s", 4).filter(|_| !kept) {
        return rest.to_owned();
    }
    let rest = without("ing", 6).or_else(|| without("ed", 5)).unwrap_or(word);
    rest.to_owned()
}

fn undouble(word: &str) -> String {
    let mut last = word.chars().rev();
    match (last.next(), last.next()) {
        (Some(a), Some(b)) if a == b && a.is_ascii_alphabetic() && !"aeiou".contains(a) => word[..word.len() - 1].to_owned(),
        _ => word.to_owned(),
    }
}

/// Whether a folded word says nothing about what is wanted.
pub fn is_idle(folded: &str) -> bool {
    IDLE.binary_search(&folded).is_ok()
}

/// Whether a folded word asks without saying what for.
pub fn is_asking(folded: &str) -> bool {
    ASKING.binary_search(&folded).is_ok()
}

/// Whether a folded word after "and" begins a clause of its own.
pub fn begins_clause(folded: &str) -> bool {
    DOING.contains(&folded) || is_asking(folded)
}

/// The phrase that begins at the first of these folded words: how long it is and what it means.
pub fn phrase<'a>(folded: &(impl Iterator<Item = &'a str> + Clone)) -> Option<(usize, &'static str)> {
    let starts = |words: &[&str]| folded.clone().take(words.len()).eq(words.iter().copied());
    PHRASES.iter().find(|(words, _)| starts(words)).map(|(words, means)| (words.len(), *means))
}

/// The unit that a folded word names, in the spelling that stands for all.
pub fn unit(folded: &str) -> Option<&'static str> {
    UNITS.iter().find(|spellings| spellings.contains(&folded)).map(|spellings| spellings[0])
}

/// Every spelling of the unit that a folded word names.
pub fn spellings(folded: &str) -> &'static [&'static str] {
    UNITS.iter().find(|spellings| spellings.contains(&folded)).copied().unwrap_or_default()
}

/// The stems in a name or a sentence that say something.
pub fn stems(text: &str) -> Vec<String> {
    parts(text).iter().filter(|part| !is_idle(part)).map(|part| stem(part)).collect()
}

/// The folded words of a text, cut at everything that is no letter or digit and inside `camelCase`.
pub fn parts(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut word = String::new();
    let mut small = false;
    for c in text.chars().chain(std::iter::once(' ')) {
        if (!c.is_alphanumeric() || (small && c.is_uppercase())) && !word.is_empty() {
            parts.push(fold(&word));
            word.clear();
        }
        if c.is_alphanumeric() || "°%€$£¥".contains(c) {
            word.push(c);
        }
        small = c.is_lowercase();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[&str], expected: &str) {
        for word in words {
            assert_eq!(stem(&fold(word)), expected, "{word}");
        }
    }

    #[test]
    fn forms_and_spellings_of_a_word_meet() {
        check(&["convert", "converts", "Converting", "converted", "conversion"], "convert");
        check(&["kilometre", "kilometres", "kilometers"], "kilometer");
        check(&["city", "cities"], "city");
        check(&["cancel", "cancelled", "cancels"], "cancel");
        check(&["measure", "measuring"], "measur");
        check(&["mean", "average"], "mean");
        check(&["Zürich", "Zurich"], "zurich");
        check(&["status"], "status");
    }

    #[test]
    fn a_name_is_cut_into_its_words() {
        assert_eq!(stems("start_date"), ["start", "dat"]);
        assert_eq!(stems("radiusKm of the city"), ["radius", "km", "city"]);
        assert_eq!(stems(""), Vec::<String>::new());
    }

    #[test]
    fn the_lists_that_are_searched_are_sorted() {
        assert!(IDLE.is_sorted() && ASKING.is_sorted());
    }

    #[test]
    fn a_unit_has_one_spelling_that_stands_for_all() {
        assert_eq!((unit("km"), unit("kilometers"), unit("parsnip")), (Some("kilometer"), Some("kilometer"), None));
    }
}
