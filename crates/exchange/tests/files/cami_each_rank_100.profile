@SampleID: unnamed sample
@Version:0.10.0
@Ranks:superkingdom|phylum|class|order|family|genus|species|strain
@TaxonomyID:ncbi-taxonomy_2019

@@TAXID	RANK	TAXPATH	TAXPATHSN	PERCENTAGE
2	superkingdom	2	Bacteria	100
1239	phylum	2|1239	Bacteria|Firmicutes	60
976	phylum	2|976	Bacteria|Bacteroidetes	40
186801	class	2|1239|186801	Bacteria|Firmicutes|Clostridia	60
200643	class	2|976|200643	Bacteria|Bacteroidetes|Bacteroidia	40
186802	order	2|1239|186801|186802	Bacteria|Firmicutes|Clostridia|Clostridiales	60
171549	order	2|976|200643|171549	Bacteria|Bacteroidetes|Bacteroidia|Bacteroidales	40
186803	family	2|1239|186801|186802|186803	Bacteria|Firmicutes|Clostridia|Clostridiales|Lachnospiraceae	55
815	family	2|976|200643|171549|815	Bacteria|Bacteroidetes|Bacteroidia|Bacteroidales|Bacteroidaceae	45
572511	genus	2|1239|186801|186802|186803|572511	Bacteria|Firmicutes|Clostridia|Clostridiales|Lachnospiraceae|Blautia	25
816	genus	2|976|200643|171549|815|816	Bacteria|Bacteroidetes|Bacteroidia|Bacteroidales|Bacteroidaceae|Bacteroides	75
53443	species	2|1239|186801|186802|186803|572511|53443	Bacteria|Firmicutes|Clostridia|Clostridiales|Lachnospiraceae|Blautia|Blautia hydrogenotrophica	40
821	species	2|976|200643|171549|815|816|821	Bacteria|Bacteroidetes|Bacteroidia|Bacteroidales|Bacteroidaceae|Bacteroides|Bacteroides vulgatus	60
