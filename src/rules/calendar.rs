pub struct Calendar; impl Calendar{pub fn shipped()->Self{Self}}
