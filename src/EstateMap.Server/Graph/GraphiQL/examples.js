/**
 * A tour of the register: a tab each, as GraphiQL opens for the first time.
 * @param {[number, number]} centre longitude and latitude to look around
 */
export const examples = centre => [
  {
    query: `# What is loaded: the place, its boundaries, and where every figure comes from.
query Place {
  place { name isSample hasSchematicBoundaries bbox attributions }
  areaKinds { kind label vintage count isSchematic }
  datasets(first: 50) { nodes { key title publisher licence activeRun { asAt rowsRead rowsRejected issueCount } } }
}
`,
  },
  {
    query: `# The nearest public buildings to a point, within a distance in metres.
query SitesNear($point: Geometry!, $metres: Float!) {
  sites(first: 10, near: { geometry: $point, maxDistance: $metres }) {
    totalCount
    nodes { name streetName postcode uses owner { name } distance(to: $point) locationPrecision }
  }
}
`,
    variables: JSON.stringify({ point: { type: 'Point', coordinates: centre }, metres: 2000 }, null, 2),
  },
  {
    query: `# How many sites each ward has, by theme, and how much of the floor area is assumed.
query CountsByWardAndTheme {
  siteAggregates(groupBy: [{ area: { kind: "ward" } }, { by: THEME }]) {
    key { code label }
    count
    floorArea_m2 { sum assumedShare knownShare }
  }
}
`,
  },
  {
    query: `# Every fact of a site with its source, its age and who agrees.
query ProvenanceOfASite {
  sites(first: 1, where: { use: { eq: "library" } }) {
    nodes {
      name
      areas { kind vintage name }
      provenance { field value basis method asAt dataset { title } corroboratedBy }
    }
  }
}
`,
  },
  {
    query: `# Wards with the people who live in them.
query AreasWithPopulation {
  areas(first: 50, where: { kind: { eq: "ward" } }, order: [{ name: ASC }]) {
    nodes { code name vintage population over65: population(group: "age_65_over") area_m2 }
  }
}
`,
  },
  {
    query: `# What imports noticed, and who must fix it.
query Issues {
  importIssues(first: 20) {
    totalCount
    nodes { dataset { key } line field value issueType severity responsible message }
  }
}
`,
  },
];
