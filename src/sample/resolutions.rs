//! What the committee resolved: congresses, posts, commendations, targets. Reads `resolutions.txt`.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow, bail};
use sqlx::PgConnection;

use super::{Places, table};
use crate::audit::Author;
use crate::ids::{OrganisationId, PersonId};
use crate::rules::Day;
use crate::web::Errors;
use crate::{Result, choosing, commendations, committee, targets};

const RESOLUTIONS: &str = include_str!("resolutions.txt");

/// A line of the table.
#[derive(Clone, Debug)]
pub(super) enum Line {
    Term {
        place: &'static str,
        content: committee::TermContent,
    },
    Post(Post),
    /// The end of the post of a line.
    PostEnds {
        line: usize,
        on: Day,
    },
    Praise(Praise),
    Target(Target),
    /// What came of the target of a line.
    Actual {
        line: usize,
        typed: &'static str,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Post {
    place: &'static str,
    who: &'static str,
    kind: committee::Kind,
    duties: &'static str,
    congress: &'static str,
    from: Day,
}

#[derive(Clone, Debug)]
pub(super) struct Praise {
    place: &'static str,
    content: commendations::Content,
    who: Vec<&'static str>,
    places: Vec<&'static str>,
}

#[derive(Clone, Debug)]
pub(super) struct Target {
    place: &'static str,
    year: i16,
    name: &'static str,
    source: &'static str,
    aim: &'static str,
}

/// The lines with the day of each and their number, in the order of days.
pub(super) fn lines() -> anyhow::Result<Vec<(Day, usize, Line)>> {
    let mut lines = Vec::new();
    for (number, line) in table::lines(RESOLUTIONS) {
        read(number, line, &mut lines).with_context(|| format!("resolutions.txt, line {number}"))?;
    }
    lines.sort_by_key(|(day, number, _)| (*day, *number));
    Ok(lines)
}

fn read(number: usize, line: &'static str, lines: &mut Vec<(Day, usize, Line)>) -> anyhow::Result<()> {
    let cells: Vec<_> = line.split('|').map(str::trim).collect();
    match cells.as_slice() {
        ["term", place, congress, years, held_on] => {
            let (from, to) = years.split_once(" - ").context("two years")?;
            let held_on = table::day(held_on)?;
            let content = committee::TermContent {
                congress: (*congress).to_owned(),
                from_year: from.parse()?,
                to_year: to.parse()?,
                held_on,
                note: String::new(),
            };
            lines.push((held_on, number, Line::Term { place, content }));
        }
        ["post", place, who, kind, duties, congress, from, to] => {
            let from = table::day(from)?;
            let kind = committee::Kind::from_code(kind).ok_or_else(|| anyhow!("{kind}: no such post"))?;
            lines.push((from, number, Line::Post(Post { place, who, kind, duties, congress, from })));
            if !to.is_empty() {
                let on = table::day(to)?;
                lines.push((on, number, Line::PostEnds { line: number, on }));
            }
        }
        ["praise", place, form, body, paper, on, year, years, merit, who, places] => {
            let decided_on = table::day(on)?;
            let content = commendations::Content {
                form: commendations::Form::from_code(form).ok_or_else(|| anyhow!("{form}: no such form"))?,
                form_text: String::new(),
                issuing_body: (*body).to_owned(),
                decision_number: (*paper).to_owned(),
                decided_on,
                year: year.parse()?,
                years: years.parse()?,
                merit: (*merit).to_owned(),
                note: String::new(),
            };
            let words = |cell: &'static str| cell.split(", ").filter(|word| !word.is_empty()).collect();
            let praise = Praise { place, content, who: words(who), places: words(places) };
            lines.push((decided_on, number, Line::Praise(praise)));
        }
        ["target", place, year, resolved_on, name, source, aim, actual, typed_on] => {
            let target = Target { place, year: year.parse()?, name, source, aim };
            lines.push((table::day(resolved_on)?, number, Line::Target(target)));
            if !actual.is_empty() {
                lines.push((table::day(typed_on)?, number, Line::Actual { line: number, typed: actual }));
            }
        }
        _ => bail!("{} columns, {:?}", cells.len(), cells.first()),
    }
    Ok(())
}

/// What of the lines is in the book by now.
#[derive(Default)]
pub(super) struct Resolutions {
    terms: HashMap<(&'static str, String), committee::TermId>,
    posts: HashMap<usize, committee::PostId>,
    targets: HashMap<usize, (targets::TargetId, Target)>,
}

/// Where the lines are, and who is in the book.
pub(super) struct Known<'a> {
    pub places: &'a Places,
    pub people: &'a HashMap<&'static str, PersonId>,
}

impl Known<'_> {
    fn place(&self, word: &str) -> anyhow::Result<OrganisationId> {
        if word == "ĐB" {
            return Ok(self.places.committee);
        }
        self.places.branches.get(word).copied().ok_or_else(|| anyhow!("{word}: no such branch"))
    }

    fn person(&self, who: &str) -> anyhow::Result<PersonId> {
        self.people.get(who).copied().ok_or_else(|| anyhow!("{who} is not in the book yet"))
    }
}

impl Resolutions {
    /// Writes a line into the book, by the same verbs as the pages.
    pub async fn write_down(
        &mut self,
        db: &mut PgConnection,
        author: Author,
        known: &Known<'_>,
        (number, line): (usize, &Line),
    ) -> Result<()> {
        match line {
            Line::Term { place, content } => {
                let id = committee::record_term(&mut *db, author, known.place(place)?, content).await?;
                self.terms.insert((*place, content.congress.clone()), id);
            }
            Line::Post(post) => {
                let content = committee::PostContent {
                    kind: post.kind,
                    duties: post.duties.to_owned(),
                    term: self.terms.get(&(post.place, post.congress.to_owned())).copied(),
                    from: post.from,
                    to: None,
                };
                let (at, who) = (known.place(post.place)?, known.person(post.who)?);
                self.posts.insert(number, committee::record_post(&mut *db, author, at, who, &content).await?);
            }
            Line::PostEnds { line, on } => {
                let id = self.posts.get(line).copied().context("a post ends before it begins")?;
                committee::end_post(&mut *db, author, id, *on).await?;
            }
            Line::Praise(praise) => {
                let recipients = recipients(&mut *db, known, praise).await?;
                let at = known.place(praise.place)?;
                commendations::record(&mut *db, author, at, (&praise.content, &recipients), &[]).await?;
            }
            Line::Target(target) => {
                let content = content(target, "", self.targets.len())?;
                let at = known.place(target.place)?;
                let id = targets::record(&mut *db, author, at, target.year, &content).await?;
                self.targets.insert(number, (id, target.clone()));
            }
            Line::Actual { line, typed } => {
                let (id, target) = self.targets.get(line).context("what came of a target before it was set")?;
                let actual = content(target, typed, 0)?.typed;
                targets::tell(&mut *db, author, *id, actual).await?;
            }
        }
        Ok(())
    }
}

/// Whom a line praises, each with where they earned it.
async fn recipients(
    db: &mut PgConnection,
    known: &Known<'_>,
    praise: &Praise,
) -> Result<Vec<commendations::Recipient>> {
    let year = praise.content.year - praise.content.years + 1;
    let since = Day::new(year, 1, 1).context("a year")?;
    let ids: Vec<_> = known.places.branches.values().map(|id| id.0).collect();
    let mut recipients = Vec::new();
    for who in &praise.who {
        let who = known.person(who)?;
        let at = choosing::where_members(&mut *db, &[who], &ids, (since, praise.content.decided_on)).await?;
        let organisation = at.get(&who).copied().context("who is praised was no member")?;
        recipients.push(commendations::Recipient { person: Some(who), organisation });
    }
    for at in &praise.places {
        recipients.push(commendations::Recipient { person: None, organisation: known.place(at)? });
    }
    Ok(recipients)
}

/// A target as its form reads it, so that the table says nothing that a committee could not have typed.
fn content(target: &Target, actual: &str, before: usize) -> anyhow::Result<targets::Content> {
    let place = i16::try_from(before % 90).unwrap_or_default() + 1;
    let mut errors = Errors::new();
    let read = targets::read(&mut errors, target.name, (target.source, target.aim, actual), place);
    read.filter(|_| errors.is_empty()).ok_or_else(|| anyhow!("{}: {:?}", target.name, errors.list()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_names_somebody_known() {
        let people = table::people().unwrap();
        for (_, number, line) in lines().unwrap() {
            let who = match &line {
                Line::Post(post) => vec![post.who],
                Line::Praise(praise) => praise.who.clone(),
                Line::Target(target) => {
                    content(target, "", number).unwrap();
                    Vec::new()
                }
                _ => Vec::new(),
            };
            assert!(who.iter().all(|who| people.contains_key(who)), "line {number}: {who:?}");
        }
    }
}
