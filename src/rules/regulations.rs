pub struct Rulebook; impl Rulebook{pub fn shipped()->Self{Self}}
