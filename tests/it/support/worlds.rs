//! Texts that small worlds have in common.

/// The head of a small world of one year, with institutions of a hundred researchers. A constant:
/// `concat!(one_year!("Calls"), "[project.joint]\n...")`. Further keys of the study may follow the
/// title.
macro_rules! one_year {
    ($title:literal) => {
        $crate::support::one_year!($title, "")
    };
    ($title:literal, $study:literal) => {
        concat!(
            "format = 1\ntitle = \"",
            $title,
            "\"\n[study]\nstart = 2023-01-01\nwarm_up_years = 0\nyears = 1\n",
            "discount_a_year = 0\n",
            $study,
            "[institution.default]\nresearchers_mean = 100\nresearchers_cv = 1\n",
        )
    };
}
pub(crate) use one_year;

/// The head of a world with two jurisdictions, XAA and XBB, nobody who learns, and a desk in XAA
/// with an officer for every file.
pub fn one_desk(title: &str, researchers: u32, officers: u32) -> String {
    format!(
        "format = 1\ntitle = \"{title}\"\n[study]\nstart = 2023-01-01\nwarm_up_years = 0\nyears = 1\n\
         discount_a_year = 0\n[jurisdiction.XAA]\nresearchers = {researchers}\n\
         [jurisdiction.XBB]\nresearchers = {researchers}\n\
         [institution.default]\nresearchers_mean = 10\nresearchers_cv = 0.5\n[field.all]\nshare = 1\n\
         [belief]\nhalf_life_days = 365\nsuccess = 1\ndelay_days = 0\nweight = 0\nown_weight = 0\n\
         [office.desk]\njurisdiction = \"XAA\"\nhours = \"always\"\nqueue.first_come = {{}}\n\
         officers = {officers}\n"
    )
}
