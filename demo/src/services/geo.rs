//! Geography over a bundled gazetteer: what lies where, how far apart, and what is near.

mod gazetteer;
mod sphere;

use serde::{Deserialize, Serialize};

use crate::{
    service::Service,
    table::round,
    tool::{Failure, Schema, Tool, integer, list, number, object, text},
};
use gazetteer::CITIES;
pub use gazetteer::{City, city, folded};
use sphere::{bearing, haversine_km};

/// The service with its tools.
pub fn open() -> Service {
    Service::steady("3.0.1", vec![distance_tool(), find_tool(), nearest_tool(), within_tool(), bearing_tool()])
}

fn distance_tool() -> Tool {
    Tool::get("distance", "/distance")
        .says("Measures the distance between two cities in kilometres, along the great circle.")
        .takes("from", text("The city to start from, by name, or by name and country.").example("Paris"))
        .takes("to", text("The city to end at, by name, or by name and country.").example("Berlin"))
        .gives("from", text("The first city with its country.").example("Paris, France"))
        .gives("to", text("The second city with its country.").example("Berlin, Germany"))
        .gives("kilometres", number("The distance in kilometres.").example(877.5))
        .tagged(&["geography", "distance", "cities"])
        .computes(distance)
}

fn find_tool() -> Tool {
    Tool::get("find_city", "/cities/{city}")
        .says("Looks up a city: its country, population, latitude and longitude.")
        .takes("city", text("The city, by name, or by name and country.").example("Lisbon"))
        .gives("city", text("Its name."))
        .gives("country", text("Its country."))
        .gives("latitude", number("Degrees north of the equator."))
        .gives("longitude", number("Degrees east of Greenwich."))
        .gives("population", integer("Inhabitants of the city proper, rounded."))
        .tagged(&["geography", "cities"])
        .computes(|input: &Named| Ok(Found::from(city("city", &input.city)?)))
}

fn nearest_tool() -> Tool {
    Tool::get("nearest_cities", "/cities/{city}/nearest")
        .says("Lists the cities nearest to a city, with their distances in kilometres.")
        .takes("city", text("The city in the middle.").example("Vienna"))
        .takes("count", integer("How many cities.").between(1, 50).default(5))
        .gives("cities", neighbours())
        .tagged(&["geography", "cities", "distance"])
        .computes(nearest)
}

fn within_tool() -> Tool {
    Tool::get("cities_within", "/within")
        .says("Lists the cities within a radius in kilometres of a city, largest first.")
        .takes("city", text("The city in the middle.").example("Zurich"))
        .takes("radius_km", number("The radius in kilometres.").between(1, 20_040).example(200))
        .takes("min_population", integer("Leave out cities with fewer inhabitants.").default(0))
        .gives("cities", neighbours())
        .tagged(&["geography", "cities", "population"])
        .computes(within)
}

fn bearing_tool() -> Tool {
    Tool::get("bearing", "/bearing")
        .says("Gives the compass direction in which to leave one city for another.")
        .takes("from", text("The city to start from.").example("London"))
        .takes("to", text("The city to go to.").example("New York"))
        .gives("degrees", number("Degrees clockwise from north at the start."))
        .gives("direction", text("The nearest of 16 points of the compass.").example("WNW"))
        .tagged(&["geography", "navigation"])
        .computes(direction)
}

fn neighbours() -> Schema {
    list(
        "The cities.",
        object(
            "A city.",
            &[
                ("city", text("Its name.")),
                ("country", text("Its country.")),
                ("kilometres", number("How far away it is.")),
                ("population", integer("Its inhabitants.")),
            ],
        ),
    )
}

#[derive(Deserialize)]
struct Pair {
    from: String,
    to: String,
}

#[derive(Serialize)]
struct Distance {
    from: String,
    to: String,
    kilometres: f64,
}

fn distance(pair: &Pair) -> Result<Distance, Failure> {
    let (from, to) = (city("from", &pair.from)?, city("to", &pair.to)?);
    let kilometres = round(haversine_km(from.place(), to.place()), 1);
    Ok(Distance { from: from.title(), to: to.title(), kilometres })
}

#[derive(Deserialize)]
struct Named {
    city: String,
}

#[derive(Serialize)]
struct Found {
    city: &'static str,
    country: &'static str,
    latitude: f64,
    longitude: f64,
    population: u32,
}

impl From<&City> for Found {
    fn from(city: &City) -> Self {
        let (latitude, longitude) = city.place();
        let (population, country) = (city.population, city.country);
        Self { city: city.name, country, latitude, longitude, population }
    }
}

#[derive(Deserialize)]
struct Near {
    city: String,
    count: Option<usize>,
}

#[derive(Serialize)]
struct Neighbours {
    cities: Vec<Neighbour>,
}

#[derive(Serialize)]
struct Neighbour {
    city: &'static str,
    country: &'static str,
    kilometres: f64,
    population: u32,
}

fn nearest(input: &Near) -> Result<Neighbours, Failure> {
    let mut cities = around(city("city", &input.city)?);
    cities.sort_by(|a, b| a.kilometres.total_cmp(&b.kilometres));
    cities.truncate(input.count.unwrap_or(5).clamp(1, 50));
    Ok(Neighbours { cities })
}

#[derive(Deserialize)]
struct Within {
    city: String,
    radius_km: f64,
    min_population: Option<u32>,
}

fn within(input: &Within) -> Result<Neighbours, Failure> {
    let least = input.min_population.unwrap_or(0);
    let mut cities = around(city("city", &input.city)?);
    cities.retain(|near| near.kilometres <= input.radius_km && near.population >= least);
    cities.sort_by_key(|near| std::cmp::Reverse(near.population));
    Ok(Neighbours { cities })
}

/// Every other city with its distance.
fn around(middle: &City) -> Vec<Neighbour> {
    let others = CITIES.iter().filter(|other| folded(other.name) != folded(middle.name));
    let neighbour = |other: &City| Neighbour {
        city: other.name,
        country: other.country,
        kilometres: round(haversine_km(middle.place(), other.place()), 1),
        population: other.population,
    };
    others.map(neighbour).collect()
}

#[derive(Serialize)]
struct Direction {
    degrees: f64,
    direction: &'static str,
}

fn direction(pair: &Pair) -> Result<Direction, Failure> {
    let (from, to) = (city("from", &pair.from)?, city("to", &pair.to)?);
    let degrees = round(bearing(from.place(), to.place()), 1);
    Ok(Direction { degrees, direction: sphere::point_of_compass(degrees) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, to: &str, kilometres: f64) {
        let measured = distance(&Pair { from: from.into(), to: to.into() }).unwrap();
        assert_eq!(measured.kilometres, kilometres, "{from} to {to}");
    }

    #[test]
    fn distances_follow_the_great_circle() {
        check("Paris", "Berlin", 877.5);
        check("berlin, germany", "PARIS", 877.5);
        check("London", "New York City", 5570.2);
        check("Tokyo", "Tokyo", 0.0);
    }

    #[test]
    fn neighbours_come_nearest_first() {
        let near = nearest(&Near { city: "Wien".into(), count: Some(2) }).unwrap();
        let names: Vec<&str> = near.cities.iter().map(|near| near.city).collect();
        assert_eq!(names, ["Bratislava", "Brno"]);
    }

    #[test]
    fn an_unknown_city_is_refused_with_near_names() {
        let failure = city("from", "Berlim").err().unwrap();
        assert_eq!(failure.detail, "from: 'Berlim' is not in the gazetteer; near names: Berlin, Belém");
    }
}
