//! The scenario files that the program carries, so that it runs where there is
//! no folder `scenarios/`.

/// Declares the carried files by their path under `scenarios/`.
macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        /// The carried files: name and text, in order of name.
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../scenarios/", $name)))),*];
    };
}

// A test holds this list against the folder; `BLESS=1 cargo test embedded` writes it.
embedded! {
    "baseline.toml",
    "bench/agents.toml",
    "earth/corridors.csv",
    "earth/holidays/ARE.csv",
    "earth/holidays/ARG.csv",
    "earth/holidays/ARM.csv",
    "earth/holidays/AUS.csv",
    "earth/holidays/AUT.csv",
    "earth/holidays/AZE.csv",
    "earth/holidays/BEL.csv",
    "earth/holidays/BEN.csv",
    "earth/holidays/BGD.csv",
    "earth/holidays/BGR.csv",
    "earth/holidays/BIH.csv",
    "earth/holidays/BLR.csv",
    "earth/holidays/BOL.csv",
    "earth/holidays/BRA.csv",
    "earth/holidays/CAN.csv",
    "earth/holidays/CHE.csv",
    "earth/holidays/CHL.csv",
    "earth/holidays/CHN.csv",
    "earth/holidays/CIV.csv",
    "earth/holidays/CMR.csv",
    "earth/holidays/COL.csv",
    "earth/holidays/CRI.csv",
    "earth/holidays/CUB.csv",
    "earth/holidays/CYP.csv",
    "earth/holidays/CZE.csv",
    "earth/holidays/DEU.csv",
    "earth/holidays/DNK.csv",
    "earth/holidays/DZA.csv",
    "earth/holidays/ECU.csv",
    "earth/holidays/EGY.csv",
    "earth/holidays/ESP.csv",
    "earth/holidays/EST.csv",
    "earth/holidays/ETH.csv",
    "earth/holidays/FIN.csv",
    "earth/holidays/FRA.csv",
    "earth/holidays/GBR.csv",
    "earth/holidays/GEO.csv",
    "earth/holidays/GHA.csv",
    "earth/holidays/GRC.csv",
    "earth/holidays/HKG.csv",
    "earth/holidays/HRV.csv",
    "earth/holidays/HUN.csv",
    "earth/holidays/IDN.csv",
    "earth/holidays/IND.csv",
    "earth/holidays/IRL.csv",
    "earth/holidays/IRN.csv",
    "earth/holidays/IRQ.csv",
    "earth/holidays/ISL.csv",
    "earth/holidays/ISR.csv",
    "earth/holidays/ITA.csv",
    "earth/holidays/JOR.csv",
    "earth/holidays/JPN.csv",
    "earth/holidays/KAZ.csv",
    "earth/holidays/KEN.csv",
    "earth/holidays/KOR.csv",
    "earth/holidays/KWT.csv",
    "earth/holidays/LBN.csv",
    "earth/holidays/LKA.csv",
    "earth/holidays/LTU.csv",
    "earth/holidays/LUX.csv",
    "earth/holidays/LVA.csv",
    "earth/holidays/MAC.csv",
    "earth/holidays/MAR.csv",
    "earth/holidays/MDA.csv",
    "earth/holidays/MEX.csv",
    "earth/holidays/MKD.csv",
    "earth/holidays/MMR.csv",
    "earth/holidays/MOZ.csv",
    "earth/holidays/MYS.csv",
    "earth/holidays/NGA.csv",
    "earth/holidays/NLD.csv",
    "earth/holidays/NOR.csv",
    "earth/holidays/NPL.csv",
    "earth/holidays/NZL.csv",
    "earth/holidays/OMN.csv",
    "earth/holidays/PAK.csv",
    "earth/holidays/PER.csv",
    "earth/holidays/PHL.csv",
    "earth/holidays/POL.csv",
    "earth/holidays/PRT.csv",
    "earth/holidays/PSE.csv",
    "earth/holidays/QAT.csv",
    "earth/holidays/ROU.csv",
    "earth/holidays/RUS.csv",
    "earth/holidays/SAU.csv",
    "earth/holidays/SDN.csv",
    "earth/holidays/SEN.csv",
    "earth/holidays/SGP.csv",
    "earth/holidays/SRB.csv",
    "earth/holidays/SVK.csv",
    "earth/holidays/SVN.csv",
    "earth/holidays/SWE.csv",
    "earth/holidays/SYR.csv",
    "earth/holidays/THA.csv",
    "earth/holidays/TUN.csv",
    "earth/holidays/TUR.csv",
    "earth/holidays/TWN.csv",
    "earth/holidays/UGA.csv",
    "earth/holidays/URY.csv",
    "earth/holidays/USA.csv",
    "earth/holidays/UZB.csv",
    "earth/holidays/VEN.csv",
    "earth/holidays/VNM.csv",
    "earth/holidays/ZAF.csv",
    "earth/holidays/ZWE.csv",
    "earth/jurisdictions.csv",
    "earth/jurisdictions.toml",
    "earth/offices.toml",
    "earth/organisations.toml",
    "earth/programmes.toml",
    "earth/schengen.toml",
    "earth/stays.toml",
    "earth/stocks.toml",
    "earth/visas.toml",
    "events/beijing-one-stop.toml",
    "events/customs-papers.toml",
    "events/data-exemptions.toml",
    "events/funds-abroad.toml",
    "events/horizon-negotiation.toml",
    "events/jiaxing-joint-office.toml",
    "events/permanent-residence-agency.toml",
    "events/results.csv",
    "events/shanghai-single-window-b.toml",
    "events/shanghai-single-window.toml",
    "events/standard-agreement.toml",
    "facts.csv",
    "reforms/coordination.toml",
    "reforms/guidance.toml",
    "reforms/laws.toml",
    "reforms/policies.toml",
    "reforms/procedures.toml",
    "reforms/top-level-design.toml",
    "single-corridor.toml",
    "stress.toml",
    "theory/closing.toml",
    "theory/jackson.toml",
    "theory/mdc.toml",
    "theory/mg1.toml",
    "theory/mm1.toml",
    "theory/mm3.toml",
    "theory/mmc.toml",
    "theory/mmck.toml",
    "theory/panel.toml",
    "theory/patience.toml",
    "theory/pipeline.toml",
    "theory/priority.toml",
    "theory/residents.toml",
    "theory/shares.toml",
    "theory/tandem.toml",
    "theory/validity.toml",
    "tiny.toml",
    "tiny/XAA.csv",
    "tiny/corridors.csv",
    "world.toml",
    "world/common.toml",
    "world/corridors.csv",
    "world/data-abroad.toml",
    "world/data.toml",
    "world/eu.toml",
    "world/generic.toml",
    "world/holidays/ARG.csv",
    "world/holidays/AUS.csv",
    "world/holidays/AUT.csv",
    "world/holidays/BEL.csv",
    "world/holidays/BRA.csv",
    "world/holidays/CAN.csv",
    "world/holidays/CHE.csv",
    "world/holidays/CHN.csv",
    "world/holidays/DEU.csv",
    "world/holidays/DNK.csv",
    "world/holidays/EGY.csv",
    "world/holidays/ESP.csv",
    "world/holidays/FRA.csv",
    "world/holidays/GBR.csv",
    "world/holidays/HKG.csv",
    "world/holidays/IDN.csv",
    "world/holidays/IND.csv",
    "world/holidays/IRN.csv",
    "world/holidays/ISR.csv",
    "world/holidays/ITA.csv",
    "world/holidays/JPN.csv",
    "world/holidays/KOR.csv",
    "world/holidays/MYS.csv",
    "world/holidays/NLD.csv",
    "world/holidays/PAK.csv",
    "world/holidays/POL.csv",
    "world/holidays/PRT.csv",
    "world/holidays/RUS.csv",
    "world/holidays/SGP.csv",
    "world/holidays/SWE.csv",
    "world/holidays/THA.csv",
    "world/holidays/TUR.csv",
    "world/holidays/TWN.csv",
    "world/holidays/USA.csv",
    "world/holidays/VNM.csv",
    "world/jurisdictions.csv",
    "world/jurisdictions.toml",
    "world/materials-abroad.toml",
    "world/materials.toml",
    "world/organisations.toml",
    "world/people.toml",
    "world/personnel-abroad.toml",
    "world/personnel.toml",
    "world/programmes-abroad.toml",
    "world/programmes.toml",
    "world/projects.toml",
    "world/schengen_refusal.csv",
    "world/staff-abroad.toml",
    "world/stocks.toml",
    "world/structure.toml",
    "world/targets.toml",
    "world/trip_deadlines.csv",
    "world/visa_free.csv",
    "world/welfare-abroad.toml",
    "world/welfare.toml",
}

/// The text of the built-in file `name` (its path under `scenarios/`).
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    FILES
        .iter()
        .find(|(other, _)| *other == name)
        .map(|(_, text)| *text)
}

/// The names under which a user can call the built-in scenarios.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES
        .iter()
        .filter_map(|(name, _)| name.strip_suffix(".toml"))
        .filter(|name| !name.contains('/'))
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "a person blesses through the environment"
)]
mod tests {
    use std::fmt::Write;
    use std::fs;
    use std::path::Path;

    use super::*;

    fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) {
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                collect(&entry.path(), &format!("{name}/"), names);
            } else if Path::new(&name)
                .extension()
                .is_some_and(|end| end == "toml" || end == "csv")
            {
                names.push(name);
            }
        }
    }

    #[test]
    fn every_file_of_the_folder_is_embedded() {
        let mut names = Vec::new();
        collect(Path::new("scenarios"), "", &mut names);
        names.sort();
        let listed: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        if listed == names {
            return;
        }
        let mut list = String::new();
        for name in &names {
            let _ = writeln!(list, "    {name:?},");
        }
        if std::env::var_os("BLESS").is_some() {
            let source = fs::read_to_string(file!()).unwrap_or_default();
            let (head, rest) = source.split_once("\nembedded! {").unwrap_or_default();
            let (_, tail) = rest.split_once("}\n").unwrap_or_default();
            fs::write(file!(), format!("{head}\nembedded! {{\n{list}}}\n{tail}"))
                .unwrap_or_default();
        }
        panic!("src/scenario/embedded.rs should list:\n{list}");
    }
}
