//! `enteroderm foods`: foods of USDA FoodData Central in the table of foods.

use exchange::food_central::{Missed, NewFood, Query, gather};
use lab::physiology::document::{Fault, quoted};

use crate::arguments::FoodsArguments;
use crate::diary::{FOODS, add, mapping, source, vocabulary, write};
use crate::failure::{Failure, whole};
use crate::terminal::listing;
use crate::{files, output};

/// Prints the table with the new foods, or writes it and says what is new.
pub fn foods(arguments: &FoodsArguments) -> Result<(), Failure> {
    let mut opened = files::open(arguments.data.as_deref())?;
    let queries: Vec<Query> = arguments.food.iter().map(|text| Query::new(text)).collect();
    let (mapping, vocabulary) = (mapping(&opened)?, vocabulary(&opened)?);
    let foods = &opened.lab.data.foods;
    let gathered = gather(&arguments.folder, &queries, foods, &mapping, &vocabulary)?;
    if !gathered.missed.is_empty() {
        return Err(Failure::from(
            gathered.missed.iter().map(missed).collect::<Vec<Fault>>(),
        ));
    }
    // What is written has been read: it can be used.
    add(&mut opened, &gathered.foods)?;
    let text = source(&opened, FOODS).text;
    match &arguments.out {
        None => {
            output::note(report(&gathered.foods).trim_end());
            output::print(&text)
        }
        Some(file) => {
            write(file, text.trim_end())?;
            output::note(&format!("wrote {}", file.display()));
            output::print(&report(&gathered.foods))
        }
    }
}

fn missed(missed: &Missed) -> Fault {
    let help = match missed.nearest.is_empty() {
        true => {
            "words of its description in FoodData Central, or its number, are expected".to_owned()
        }
        false => format!("nearest: {}", missed.nearest.join("; ")),
    };
    let message = format!("{} is no food of that folder", quoted(&missed.query));
    Fault {
        field: "--food".to_owned(),
        help: Some(help),
        ..whole("the command line", message)
    }
}

fn report(foods: &[NewFood]) -> String {
    let rows = foods.iter().map(|food| {
        vec![
            food.name.clone(),
            food.fdc_id.to_string(),
            food.group.clone(),
            food.like.clone(),
            food.others.join("; "),
        ]
    });
    let header = ["new food", "number", "group", "else as in", "also found"];
    listing(&header, rows)
}
