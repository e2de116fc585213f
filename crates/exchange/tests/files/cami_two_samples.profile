# Taxonomic Profiling Output
@SampleID:stool_1
@Version:0.9.3
@Ranks:superkingdom|phylum|class|order|family|genus|species|strain
@TaxonomyID:ncbi-taxonomy_2019

@@TAXID	RANK	TAXPATH	TAXPATHSN	PERCENTAGE	_CAMI_genomeID
2	superkingdom	2	Bacteria	90.0	
1239	phylum	2|1239	Bacteria|Firmicutes	60.0	
976	phylum	2|976	Bacteria|Bacteroidetes	30.0	
186801	class	2|1239|186801	Bacteria|Firmicutes|Clostridia	60.0	
200643	class	2|976|200643	Bacteria|Bacteroidetes|Bacteroidia	30.0	
186802	order	2|1239|186801|186802	Bacteria|Firmicutes|Clostridia|Clostridiales	60.0	
171549	order	2|976|200643|171549	Bacteria|Bacteroidetes|Bacteroidia|Bacteroidales	30.0	
186803	family	2|1239|186801|186802|186803	Bacteria|Firmicutes|Clostridia|Clostridiales|Lachnospiraceae	50.0	
815	family	2|976|200643|171549|815	Bacteria|Bacteroidetes|Bacteroidia|Bacteroidales|Bacteroidaceae	30.0	
572511	genus	2|1239|186801|186802|186803|572511	Bacteria|Firmicutes|Clostridia|Clostridiales|Lachnospiraceae|Blautia	40.0	
816	genus	2|976|200643|171549|815|816	Bacteria|Bacteroidetes|Bacteroidia|Bacteroidales|Bacteroidaceae|Bacteroides	30.0	
1730	genus	2|1239|186801|186802||1730	Bacteria|Firmicutes|Clostridia|Clostridiales||Eubacterium	10.0	
53443	species	2|1239|186801|186802|186803|572511|53443	Bacteria|Firmicutes|Clostridia|Clostridiales|Lachnospiraceae|Blautia|Blautia hydrogenotrophica	15.0	
821	species	2|976|200643|171549|815|816|821	Bacteria|Bacteroidetes|Bacteroidia|Bacteroidales|Bacteroidaceae|Bacteroides|Bacteroides vulgatus	30.0	
-1	superkingdom	-1	unassigned	10.0	
@SampleID:stool_2
@Version:0.9.3
@Ranks:superkingdom|phylum|class|order|family|genus|species|strain
@TaxonomyID:ncbi-taxonomy_2019

@@TAXID	RANK	TAXPATH	TAXPATHSN	PERCENTAGE	_CAMI_genomeID
2	superkingdom	2	Bacteria	100	
1239	phylum	2|1239	Bacteria|Firmicutes	20	
976	phylum	2|976	Bacteria|Bacteroidetes	80	
186801	class	2|1239|186801	Bacteria|Firmicutes|Clostridia	20	
200643	class	2|976|200643	Bacteria|Bacteroidetes|Bacteroidia	80	
186802	order	2|1239|186801|186802	Bacteria|Firmicutes|Clostridia|Clostridiales	20	
171549	order	2|976|200643|171549	Bacteria|Bacteroidetes|Bacteroidia|Bacteroidales	80	
186803	family	2|1239|186801|186802|186803	Bacteria|Firmicutes|Clostridia|Clostridiales|Lachnospiraceae	20	
815	family	2|976|200643|171549|815	Bacteria|Bacteroidetes|Bacteroidia|Bacteroidales|Bacteroidaceae	80	
572511	genus	2|1239|186801|186802|186803|572511	Bacteria|Firmicutes|Clostridia|Clostridiales|Lachnospiraceae|Blautia	20	
816	genus	2|976|200643|171549|815|816	Bacteria|Bacteroidetes|Bacteroidia|Bacteroidales|Bacteroidaceae|Bacteroides	80	
53443	species	2|1239|186801|186802|186803|572511|53443	Bacteria|Firmicutes|Clostridia|Clostridiales|Lachnospiraceae|Blautia|Blautia hydrogenotrophica	20	
821	species	2|976|200643|171549|815|816|821	Bacteria|Bacteroidetes|Bacteroidia|Bacteroidales|Bacteroidaceae|Bacteroides|Bacteroides vulgatus	80	
