//! The profile as a table, the same whatever format it came from: a row for each narrowest clade of each sample, with its share of the sample.

use std::collections::BTreeMap;

use super::{Clade, Lineage, ProfileFile, Rank, Sample, Synonyms};
use crate::table::{Column, Table};

/// What stands for the clade of what was not classified.
pub const UNCLASSIFIED: &str = "UNCLASSIFIED";
/// Shares below this are the rounding of the profiler.
const ROUNDING: f64 = 1e-6;

/// A clade's own share of a sample: without that of the clades below it which the file lists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share<'a> {
    /// The clade.
    pub lineage: &'a Lineage,
    /// Its share, as a fraction of the sample.
    pub share: f64,
}

impl ProfileFile {
    /// The shares of the narrowest clades of a sample: with what was not classified they add up to the whole of it.
    pub fn narrowest<'a>(&'a self, sample: &Sample) -> Vec<Share<'a>> {
        let rows: BTreeMap<&[Clade], usize> = self
            .lineages
            .iter()
            .enumerate()
            .map(|(row, lineage)| (lineage.clades(), row))
            .collect();
        let mut own = sample.percents.clone();
        for (row, lineage) in self.lineages.iter().enumerate() {
            let clades = lineage.clades();
            let mut wider = (1..clades.len()).rev().map(|depth| &clades[..depth]);
            if let Some(above) = wider.find_map(|wider| rows.get(wider)) {
                own[*above] -= sample.percents[row];
            }
        }
        let shares = self.lineages.iter().zip(own);
        let shares = shares.map(|(lineage, percent)| Share {
            lineage,
            share: percent / 100.0,
        });
        shares.filter(|one| one.share > ROUNDING).collect()
    }
}

/// A row for each narrowest clade of the samples: `sample`, `lineage` (with today's names of phyla), `taxid` in the NCBI Taxonomy where the file
/// has it, `rank`, and `fraction` of the sample.
pub fn profile_table(samples: &[(&ProfileFile, &Sample)], synonyms: &Synonyms) -> Table {
    let mut texts: [Vec<String>; 4] = Default::default();
    let mut fractions = Vec::new();
    let mut push = |row: [String; 4], fraction: f64| {
        texts
            .iter_mut()
            .zip(row)
            .for_each(|(column, text)| column.push(text));
        fractions.push(fraction);
    };
    for (file, sample) in samples {
        for Share { lineage, share } in file.narrowest(sample) {
            let narrowest = lineage.narrowest();
            let taxid = narrowest.and_then(|clade| clade.taxid);
            push(
                [
                    sample.name.clone(),
                    written(lineage, synonyms),
                    taxid.map_or_else(String::new, |taxid| taxid.to_string()),
                    narrowest.map_or("", |clade| clade.rank.name()).to_owned(),
                ],
                share,
            );
        }
        if sample.unclassified > 0.0 {
            let row = [
                sample.name.clone(),
                UNCLASSIFIED.to_owned(),
                String::new(),
                String::new(),
            ];
            push(row, sample.unclassified / 100.0);
        }
    }
    let names = ["sample", "lineage", "taxid", "rank"];
    let mut columns: Vec<Column> = names
        .iter()
        .zip(texts)
        .map(|(name, texts)| Column::texts(*name, texts))
        .collect();
    columns.push(Column::numbers("fraction", "1", fractions));
    Table {
        columns,
        metadata: Vec::new(),
    }
}

/// `k__Bacteria;p__Bacillota;…`, down to the narrowest clade that has a name.
fn written(lineage: &Lineage, synonyms: &Synonyms) -> String {
    let clades = lineage.clades();
    let named = clades.iter().rposition(|clade| !clade.name.is_empty());
    let told = |clade: &Clade| {
        let name = match clade.rank {
            Rank::Phylum => synonyms.of_phylum(&clade.name),
            _ => &clade.name,
        };
        format!("{}__{name}", clade.rank.letter())
    };
    let told: Vec<String> = clades[..named.map_or(0, |last| last + 1)]
        .iter()
        .map(told)
        .collect();
    told.join(";")
}

#[cfg(test)]
mod tests {
    use physiology::document::Source;

    use super::*;
    use crate::profile::read_text;
    use crate::table::{Values, write_csv};

    const TEXT: &str = "#SampleID\tp1\n#clade_name\tNCBI_tax_id\trelative_abundance\n\
        UNCLASSIFIED\t-1\t20.0\n\
        k__Bacteria\t2\t80.0\nk__Bacteria|p__Firmicutes\t2|1239\t80.0\nk__Bacteria|p__Firmicutes|g__Blautia\t2|1239|572511\t50.0\n";

    #[test]
    fn shares_of_the_narrowest_clades_add_up_to_the_sample() {
        let synonyms = "[[phylum]]\nold = 'Firmicutes'\nnew = ['Bacillota']\nnote = 'since 2021'\n";
        let synonyms = Synonyms::read(&Source::new("s.toml", synonyms)).unwrap();
        let file = read_text("p1.tsv", TEXT).unwrap();
        let table = profile_table(&[(&file, &file.samples[0])], &synonyms);
        let mut text = Vec::new();
        write_csv(&table, &mut text).unwrap();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "sample,lineage,taxid,rank,fraction [1]\n\
             p1,k__Bacteria;p__Bacillota,1239,phylum,0.3\n\
             p1,k__Bacteria;p__Bacillota;g__Blautia,572511,genus,0.5\n\
             p1,UNCLASSIFIED,,,0.2\n"
        );
        let Values::Numbers(fractions) = &table.columns[4].values else {
            panic!("no numbers")
        };
        assert!((fractions.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}
