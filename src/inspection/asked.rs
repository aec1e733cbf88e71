//! What a list was filtered by, in words: the log keeps the address's query.

use serde::de::DeserializeOwned;

use super::form::{FilterForm, Log};
use super::labels::{act_label, record_number};
use crate::auth::{Scope, Tree};
use crate::ids::AccountId;
use crate::roster::{self, Search};
use crate::rules::Day;
use crate::web::extract::Query;
use crate::web::{With, t};

/// What it takes to say a query in words to a viewer.
pub struct Asked<'a> {
    /// The organisations.
    pub tree: &'a Tree,
    /// What the viewer may see.
    pub scope: &'a Scope,
    /// The accounts of the scope, by name.
    pub accounts: &'a [(AccountId, String)],
    /// The viewer's day.
    pub today: Day,
}

impl Asked<'_> {
    /// The words of a filter. Of a list of members they are only for who may read members (`names`): what
    /// somebody searched for may be a name.
    pub fn words(&self, act: &str, filter: &str, names: bool) -> String {
        let words = match act {
            "audit" => read::<FilterForm>(filter).map(|form| self.of_log(&form)),
            "list" | "former" | "print" | "export_csv" | "export_xlsx" | "export_xlsx_numbers" if names => {
                read::<Search>(filter).and_then(|search| self.of_roster(&search))
            }
            _ if names && !filter.is_empty() => None,
            _ => return String::new(),
        };
        words.unwrap_or_else(|| t("Lọc: {filter}").with("filter", filter))
    }

    fn of_roster(&self, search: &Search) -> Option<String> {
        let filter = search.filter(self.tree, self.scope, self.today).ok()?;
        let conditions = roster::conditions(&filter, self.tree);
        Some(if conditions.is_empty() { t("Cả danh sách").to_owned() } else { conditions.join(" · ") })
    }

    fn of_log(&self, form: &FilterForm) -> String {
        let (filter, _) = form.parse();
        let mut words = vec![match form.log {
            Log::Changes => t("Ai đã ghi, sửa").to_owned(),
            Log::Views => t("Ai đã xem").to_owned(),
        }];
        if let Some(account) = filter.account {
            let name = self.accounts.iter().find(|(id, _)| *id == account).map(|(_, name)| name.as_str());
            words.push(t("Tài khoản: {name}").with("name", name.unwrap_or(&account.to_string())));
        }
        words.extend(filter.person.map(|person| record_number(&person.to_string())));
        words.extend(filter.act.as_deref().and_then(act_label).map(|act| t("Việc: {act}").with("act", act)));
        words.extend(filter.from.map(|day| t("Từ {from}").with("from", day)));
        words.extend(filter.to.map(|day| t("Đến {day}").with("day", day)));
        words.join(" · ")
    }
}

/// The form of an address or of its query alone; nothing when it cannot be read.
fn read<T: DeserializeOwned>(filter: &str) -> Option<T> {
    let query = filter.split_once('?').map_or(filter, |(_, query)| query);
    Query::kept(query)
}
