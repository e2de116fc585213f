@Version:0.10.0
@SampleID:
@Ranks:superkingdom|phylum|class|order|family|genus|species
@@TAXID	RANK	TAXPATH	PERCENTAGE
2	superkingdom	2	100
976	phylum	2|976	100
816	genus	2|976|816	100
821	species	2|976|816|821	70
