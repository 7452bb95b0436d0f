/**
 * A tour of the register: a tab each, as GraphiQL opens for the first time. A test runs them all.
 * @param {[number, number]} centre longitude and latitude to look around
 */
export const examples = centre => {
  const point = { type: 'Point', coordinates: centre };
  return [
    {
      query: `# What is loaded: the place, its boundaries, and
# where every figure comes from. Press
# Ctrl-Enter to ask, and Ctrl-Space within the
# braces to see what else there is.
query Place {
  place {
    name isSample hasSchematicBoundaries
    bbox attributions
  }
  areaKinds { kind label vintage count }
  datasets(first: 50) {
    nodes {
      key title publisher licence attribution
      activeRun { asAt rowsRead rowsRejected }
    }
  }
}
`,
    },
    {
      query: `# The nearest sites to a point, within a
# distance. Distances are metres; the point is a
# variable, below.
query SitesNear($point: Geometry!, $metres: Float!) {
  sites(
    first: 10
    near: { geometry: $point, maxDistance: $metres }
  ) {
    totalCount
    nodes {
      name streetName postcode uses
      owner { name }
      distance(to: $point)
      locationPrecision
    }
  }
}
`,
      variables: text({ point, metres: 2000 }),
    },
    {
      query: `# Filtering, sorting and paging. Give endCursor
# back as the variable after, and the next page
# comes.
query FilterAndPage($after: String) {
  sites(
    first: 5
    after: $after
    where: {
      or: [
        { theme: { eq: "libraries" } }
        { floorArea_m2: { gte: 1000 } }
      ]
      isOutsidePlace: { eq: false }
    }
    order: [{ floorArea_m2: DESC }, { name: ASC }]
  ) {
    totalCount
    nodes {
      name themes
      floorArea_m2 floorAreaAssumedShare
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
      variables: text({ after: null }),
    },
    {
      query: `# From areas to their sites to the services
# there: lists within lists, each with pages of
# its own.
query AreasSitesServices {
  areas(
    first: 4
    where: { kind: { eq: "neighbourhood" } }
    order: [{ name: ASC }]
  ) {
    nodes {
      code name vintage population
      over65: population(group: "age_65_over")
      sites(
        first: 5
        where: { theme: { in: ["libraries", "hubs"] } }
      ) {
        totalCount
        nodes {
          name
          services(first: 3) {
            nodes {
              name
              schedules { byday opensAt closesAt }
            }
          }
        }
      }
    }
  }
}
`,
    },
    {
      query: `# Conditions on the map: what lies within 1,000
# metres of a point and in which ward. buffer
# widens any geometry.
query Within($point: Geometry!) {
  sites(
    first: 10
    where: {
      geometry: {
        within: { geometry: $point, buffer: 1000 }
      }
    }
  ) {
    nodes {
      name gridReference
      areas(kind: "ward") { code name vintage }
    }
  }
}
`,
      variables: text({ point }),
    },
    {
      query: `# How many sites each ward has, by theme, and
# how much of the floor area is assumed. A site
# with two uses counts in both themes: do not
# add such rows up.
query CountsByWardAndTheme {
  siteAggregates(
    groupBy: [{ area: { kind: "ward" } }, { by: THEME }]
  ) {
    key { code label }
    count
    floorArea_m2 { sum assumedShare knownShare }
  }
}
`,
    },
    {
      query: `# Every fact of a site with its source, its age
# and who agrees.
query ProvenanceOfASite {
  sites(first: 1, where: { use: { eq: "library" } }) {
    nodes {
      name
      provenance {
        field value basis method asAt
        dataset { title }
        corroboratedBy
      }
      designations { name grade reference url }
    }
  }
}
`,
    },
    {
      query: `# History: what each import changed, field by
# field, and what people put right by hand.
query History {
  importRuns(first: 5) {
    nodes {
      number status asAt
      dataset { key }
      rowsNew rowsChanged rowsMissing
      changes(first: 3) {
        totalCount
        nodes {
          kind recordKey name
          fields { field before after }
        }
      }
    }
  }
  handEdits(first: 5) {
    nodes {
      recordKey field value fileValue
      editedBy why isConflicting
    }
  }
}
`,
    },
    {
      query: `# Search forgives typing errors, and says what
# matched. A fragment on each kind of thing asks
# for what only it has.
query Search($text: String!) {
  search(text: $text, first: 10) {
    kind title subtitle matched score
    point { coordinates }
    node {
      ... on Site { postcode }
      ... on Service { telephone }
      ... on Area { code population }
    }
  }
}
`,
      variables: text({ text: 'libary' }),
    },
    {
      query: `# Who is connected with whom. What stands at
# either end may be four kinds of thing;
# __typename tells which.
query Links {
  links(first: 10) {
    totalCount
    nodes {
      kind title amount_gbp agreedOn evidence basis
      from { ...end }
      to { ...end }
    }
  }
  communityAssets(first: 5) {
    nodes {
      name abcdClass isIllustrative
      links(first: 3) { nodes { kind } }
    }
  }
}

fragment end on LinkEnd {
  __typename
  ... on Organisation { name }
  ... on Site { name }
  ... on Service { name }
  ... on CommunityAsset { name }
}
`,
    },
    {
      query: `# What communities appear in each ward, who stands
# between others there, and who is on their own.
# communityNetwork answers the same for one part of
# the place, and how two are linked.
query CommunitiesByWard {
  areaCommunities(kind: "ward", first: 5) {
    area { name }
    communities modularity words
    largest { name size }
    brokers { node { name type } share why }
    isolates { count }
  }
}
`,
    },
    {
      query: `# What a ward is like beside the whole place,
# strengths first; every figure has rows behind it.
query Profiles {
  areaProfiles(
    areas: [{ kind: "ward" }]
    parts: [STRENGTHS, ACCESS]
  ) {
    name people decile wholeName
    parts {
      title note
      figures { code label value unit whole }
    }
  }
}
`,
    },
    {
      query: `# What imports noticed, who must fix it, and how
# good each organisation's records were.
query IssuesAndQuality {
  qualityRules {
    issueType label severity responsible
    count proposedCount
  }
  importIssues(
    first: 10
    where: { severity: { in: [WARNING, ERROR] } }
  ) {
    totalCount
    nodes {
      dataset { key }
      line field value issueType message proposedValue
    }
  }
  qualityScores {
    organisationName datasetTitle run records score
  }
}
`,
    },
    {
      query: `# A page as a GeoJSON FeatureCollection, to be
# put on a map as it is; and a boundary,
# simplified by metres.
query Features {
  sites(
    first: 20
    where: { theme: { eq: "libraries" } }
  ) { features }
  areas(first: 1, where: { kind: { eq: "ward" } }) {
    nodes {
      name
      geometry(simplify: 20, precision: 5) {
        type crs
        ... on GeoJSONMultiPolygonType { coordinates }
      }
    }
  }
}
`,
    },
    {
      query: `# What an operation costs before it runs. The
# header GraphQL-Cost: report, among the headers
# below, tells it in extensions; validate tells
# it and runs nothing. Operations that programs
# send over and over can be known by their
# SHA-256: see "How to use the API" above.
query Cost {
  sites(first: 50) {
    nodes {
      name
      services(first: 10) { nodes { name } }
    }
  }
}
`,
      headers: text({ 'GraphQL-Cost': 'report' }),
    },
    {
      query: `# News: press the button, then import or edit
# something in the Data workspace. Press it
# again to stop.
subscription News {
  siteChanged { isMany site { id name } }
}
`,
    },
  ];
};

const text = value => JSON.stringify(value, null, 2);
