import DealerRules
import TestSupport
import Testing

/// What `trace.json`, `areas.csv` and the figures beside a trace may state, and how it is told
/// (RULES.md W-001, W-011, W-012, W-017).
@Suite("W-012, W-017 documents of traces") struct TraceDocumentTests {
  private static func told(_ body: () throws -> Void) throws -> [String] {
    do {
      try body()
      return []
    } catch let errors as RuleErrors {
      return errors.diagnostics.map { "\($0.code.rawValue) \($0.message)" }
    }
  }

  private static func policy(_ members: String) throws -> TracePolicy {
    try TracePolicy.read(RuleSource(name: "trace.json", text: "{\"trace\":1,\(members)}"))
  }

  private static let noDigit = "E308 the form does not end with the digit that `gs1` checks"

  /// W-001: `gs1` looks at a last digit, and a form stands once.
  @Test(
    arguments: [
      (#"{"form":"99","check":"gs1"}"#, []), (#"{"form":"A9","check":"gs1"}"#, []),
      (#"{"form":"9A"}"#, []), (#"{"form":"9A","check":"gs1"}"#, [noDigit]),
      (#"{"form":"95","check":"gs1"}"#, [noDigit]),
      (
        #"{"form":"99"},{"form":"9A"},{"form":"99","level":"case"}"#,
        ["E305 form `99` is stated twice"]
      ),
      (#"{"form":"9A","level":"unit"},{"form":"A9","level":"unit"}"#, []),
    ] as [(String, [String])])
  func formsFitTheirDigits(_ forms: String, _ told: [String]) throws {
    #expect(try Self.told { _ = try Self.policy("\"forms\":[\(forms)]") } == told)
  }

  /// W-017: a season is a period of its rule's span.
  @Test(arguments: [
    ("month", "2025-06", "2025-Q2 2025-6 2025-13 2025-06-01 2025 june"),
    ("quarter", "2025-Q2", "2025-Q5 2025-Q0 2025-q2 2025-06 Q2"),
    ("year", "2025", "25 2025-06 all"), ("day", "2025-06-01", "2025-06-31 2025-6-1 2025-06"),
    ("all", "all", "2025 ALL"),
  ])
  func seasonsArePeriods(_ period: String, _ good: String, _ bad: String) throws {
    func told(_ season: String) throws -> [String] {
      let spike = """
        {"id":"s","factor":"3","trailing":2,"period":"\(period)","seasons":{"\(season)":"1.5"}}
        """
      return try Self.told { _ = try Self.policy("\"spikes\":[\(spike)]") }
    }
    #expect(try told(good) == [])
    for season in bad.split(separator: " ") {
      #expect(try told("\(season)") == ["E405 `\(season)` is no \(period)"])
    }
  }

  private static let notExclusive = "E511 only a grant to a dealer can be exclusive"
  private static let never = "E417 the area is never in force"

  /// W-012: only a grant to a dealer is exclusive, and an area is in force at some time.
  @Test(
    arguments: [
      ("grant,D,N,true,,,", []), ("deny,D,N,false,,,", []), ("deny,D,N,,,,", []),
      ("deny,D,N,true,,,", [notExclusive]), ("grant,,N,true,,,", [notExclusive]),
      ("deny,,N,true,,,", [notExclusive]), (",D,N,true,,,", []),
      ("grant,D,N,,2025-03-01,,2025-03-01", []), ("grant,D,N,,2025-03-01,2025-03-02,", []),
      ("grant,D,N,,2025-03-01,2025-03-01,", [never]),
      ("grant,D,N,,2025-03-02,,2025-03-01", [never]),
      ("deny,D,N,true,2025-03-02,2025-03-01,", [notExclusive, never]),
    ] as [(String, [String])])
  func areasFit(_ row: String, _ told: [String]) throws {
    let header = "effect,dealer,region,exclusive,validFrom,validUntil,validThrough"
    let found = try Self.told {
      _ = try TraceArea.read(
        RuleSource(name: "areas.csv", text: "\(header)\n\(row)\n"), zone: .utc)
    }
    #expect(found.sorted() == told.sorted())
  }

  // MARK: Events

  /// W-012: blanks around the codes of a table are no part of them; inside they are.
  @Test func blanksAroundCodesAreLeftOut() throws {
    var log = TraceLog()
    var reader = TraceEventReader(name: "events.csv", format: .csv, zone: .utc, log: &log)
    let text = "id,kind,at,codes,to\n1,ship,2025-01-01, A 1 ;B;\t C; ;,D\n"
    reader.read(Array(text.utf8), isLast: true, into: &log)
    let trace = log.trace()
    #expect(reader.findings.isEmpty && trace.findings.isEmpty)
    let instant = Instant(secondsSinceEpoch: 1_800_000_000)
    for code in ["A 1", "B", "C"] { #expect(trace.owner(of: code, at: instant)?.dealer == "D") }
    #expect(trace.codeCount == 3)
  }

  /// W-012: a container and the code of a scan are codes too.
  @Test func blanksAroundOneCodeAreLeftOut() throws {
    var log = TraceLog()
    var reader = TraceEventReader(name: "events.csv", format: .csv, zone: .utc, log: &log)
    let text = """
      id,kind,at,codes,container,to
      1,pack,2025-01-01,U1, B1 ,
      2,ship,2025-01-02,B1,,D

      """
    reader.read(Array(text.utf8), isLast: true, into: &log)
    let trace = log.trace()
    let instant = Instant(secondsSinceEpoch: 1_800_000_000)
    #expect(trace.owner(of: "U1", at: instant)?.dealer == "D")
    var scans: [Scan] = []
    var scanReader = ScanReader(name: "scans.csv", format: .csv, zone: .utc, log: &log)
    scanReader.read(Array("code,at\n U1 ,2025-01-03\n".utf8), isLast: true, into: &scans)
    #expect(scans.map(\.code) == ["U1"])
  }

  // MARK: Figures

  private static func figures(_ totals: String, _ dealers: [String]) throws -> TraceFigures {
    let header = "dealer,opening,bought,scanned,coverage,reported"
    let rows = dealers.map { "\($0),1,1,1,100%,0" }
    return try TraceFigures.read([
      RuleSource(name: "totals.csv", text: "measure,key,date,total\n\(totals)"),
      RuleSource(
        name: "sellthrough.csv", text: ([header] + rows).joined(separator: "\n") + "\n"),
    ])
  }

  /// W-017: a measure that no total has, figures of a dealer stated twice, and of no customer.
  @Test func figuresThatAreNotMeantSoAreTold() throws {
    let rules = try TextProject(["customers": #"[{"id":"D"},{"id":"Shanghai"}]"#]).rules
    let policy = try Self.policy(
      #""trends":[{"id":"a","measure":"purchase","change":"-20%"},"#
        + #"{"id":"b","measure":"purchases","change":"-20%"}]"#)
    let total = "purchases,D,2025-01-01,1\n"
    let found = try Self.figures(total, ["D", "Shangai", "D", "D"]).findings(policy, rules)
    #expect(found.warnings == 3)
    #expect(
      found.kept.map { $0.rendered(files: []) } == [
        "trace.json:1:22: warning: rule `a` is over the measure `purchase`, which no total has "
          + "[E501]\n"
          + "  = help: did you mean `purchases`?",
        "sellthrough.csv:3:1: warning: there is no customer `Shangai`, whose figures are stated "
          + "[E501]\n"
          + "  = help: did you mean `Shanghai`?",
        "sellthrough.csv:4:1: warning: the figures of dealer `D` are stated twice [E305]\n"
          + "  = help: keep one of the two; each is looked at by itself",
      ])
    // Without totals no measure is one too many, and known dealers stated once are no slip.
    let none = try Self.figures("", ["D", "Shanghai"]).findings(policy, rules)
    #expect(none.warnings == 0 && none.kept.isEmpty)
  }

  /// Each dealer stated twice is looked at by itself (RULES.md W-017).
  @Test func dealersStatedTwiceStandTwice() throws {
    #expect(try Self.figures("", ["D", "D"]).dealers.map(\.dealer) == ["D", "D"])
  }

  // MARK: Limits

  /// W-011: what is more than 1,000 findings is counted.
  @Test func findingsBeyondTheLimitAreCounted() throws {
    let rules = try TextProject([:]).rules
    let names = (0..<1002).map { "x\($0)" }
    let figures = try Self.figures("", names).findings(TracePolicy(), rules)
    #expect(figures.kept.count == 1000 && figures.warnings == 1002)

    let areas = TraceAreas(rules, names.map { TraceArea(dealer: $0, region: nil) })
    #expect(areas.findings.count == 1000 && areas.warnings == 1002)

    var log = TraceLog()
    for name in names {
      var event = TraceEvent(id: name, .ship, at: Instant(secondsSinceEpoch: 0), codes: ["c"])
      event.to = name
      log.add(event)
    }
    let classifier = ScanClassifier(log.trace(), TraceAreas(rules, []))
    #expect(classifier.findings.count == 1000 && classifier.warnings == 1002)

    var reader = ScanReader(name: "scans.csv", format: .csv, zone: .utc, log: &log)
    let rows = names.map { "\($0),2025-03-02,2025-03-01" }.joined(separator: "\n")
    var scans: [Scan] = []
    reader.read(Array("code,at,recorded\n\(rows)\n".utf8), isLast: true, into: &scans)
    #expect(scans.count == 1002)
    #expect(reader.findings.count == 1000 && reader.warnings == 1002)
    #expect(reader.counts.unreadable == 0)
  }
}
