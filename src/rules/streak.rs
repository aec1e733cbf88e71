//! Years running of "hoàn thành xuất sắc nhiệm vụ": the superior commends five of them (294-QĐ/TW §28, 06-HD/TW §19).

/// Where that is laid down.
pub const CITATION: &str = "294-QĐ/TW §28; 06-HD/TW §19";
/// How many years running a superior commends.
pub const RUNNING: i16 = 5;

/// How many years running, up to one of them and with it, are among the excellent ones.
pub fn streak(excellent: &[i16], year: i16) -> i16 {
    let mut running = 0;
    while running < i16::MAX && year.checked_sub(running).is_some_and(|year| excellent.contains(&year)) {
        running += 1;
    }
    running
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_streak_is_of_years_that_follow_one_another_up_to_the_one_asked_for() {
        for (excellent, year, running) in [
            (&[2015, 2016, 2017, 2018, 2019][..], 2019, 5),
            (&[2019, 2018, 2016, 2015, 2014], 2019, 2),
            (&[2014, 2015, 2016, 2017, 2018], 2019, 0),
            (&[2014, 2015, 2016, 2017, 2018], 2018, 5),
            (&[2018, 2018], 2018, 1),
            (&[], 2019, 0),
            (&[i16::MIN], i16::MIN, 1),
        ] {
            assert_eq!(streak(excellent, year), running, "{excellent:?} {year}");
        }
    }
}
