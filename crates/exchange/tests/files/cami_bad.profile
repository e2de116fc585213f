@SampleID:p1
@Version:0.9.1
@@TAXID	RANK	TAXPATH	TAXPATHSN	PERCENTAGE
2	superkingdom	2	Bacteria	1,5
1239	phylum	2|1239	Bacteria|Firmicutes	nan
976	phylum	2|976
