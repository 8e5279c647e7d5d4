import DealerRules
import TestSupport

/// One way in which a file is damaged on its way.
enum Damage: CaseIterable {
  case truncation
  case bitFlip
  case deletion
  case duplication

  /// The bytes with one accident.
  func applied(to bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    guard !bytes.isEmpty else { return bytes }
    var result = bytes
    let place = random.below(bytes.count)
    switch self {
    case .truncation: result.removeSubrange(place...)
    case .bitFlip: result[place] ^= 1 << UInt8(random.below(8))
    case .deletion:
      let end = min(bytes.count, place + 1 + (random.below(4) == 0 ? random.below(40) : 0))
      result.removeSubrange(place..<end)
    case .duplication:
      let end = min(bytes.count, place + 1 + (random.below(4) == 0 ? random.below(40) : 0))
      result.insert(contentsOf: bytes[place..<end], at: place)
    }
    return result
  }
}

/// A project and its orders in both formats.
struct DamagedProject {
  var sources: [RuleSource]
  var json: RuleSource
  var csv: RuleSource

  /// The project with one file damaged, each file as likely as the others.
  func damaged(_ damage: Damage, _ random: inout SplitMix64) -> DamagedProject {
    var result = self
    let file = random.below(sources.count + 2)
    func hurt(_ source: RuleSource) -> RuleSource {
      RuleSource(name: source.name, bytes: damage.applied(to: source.bytes, &random))
    }
    switch file {
    case sources.count: result.json = hurt(json)
    case sources.count + 1: result.csv = hurt(csv)
    default: result.sources[file] = hurt(sources[file])
    }
    return result
  }
}

/// What became of a project.
struct Outcomes: Equatable {
  var compiled = 0
  var refused = 0
  var orders = 0
  var problems = 0
  /// What broke a promise.
  var faults: [String] = []

  /// Reads, compiles and prices everything that can be read of a project.
  mutating func run(_ project: DamagedProject) {
    let rules: CompiledRules
    do {
      rules = try CompiledRules(parsing: project.sources)
    } catch {
      refused += 1
      check(error.diagnostics, project.sources)
      return
    }
    compiled += 1
    price(project.json, .ndjson, rules)
    price(project.csv, .csv, rules)
  }

  /// A finding says something, points into its source, and there are not too many.
  private mutating func check(_ findings: [Diagnostic], _ sources: [RuleSource]) {
    if !findings.contains(where: { $0.severity == .error }) { faults.append("no error") }
    if findings.count > 1_001 { faults.append("\(findings.count) findings") }
    for finding in findings {
      guard let span = finding.span else { continue }
      let count = sources[Int(span.source)].bytes.count
      if span.start > span.end || Int(span.end) > count { faults.append("span of \(finding)") }
    }
    let text = Diagnostic.rendered(findings, in: sources)
    if text.utf8.count > findings.count * 2_000 { faults.append("\(text.utf8.count) bytes") }
  }

  private mutating func price(
    _ source: RuleSource, _ format: OrderReader.Format, _ rules: CompiledRules
  ) {
    var reader = OrderReader(
      source, format: format, zone: rules.book.zone, currency: rules.book.currency)
    var read: [Order] = []
    var items = 0
    while let item = reader.next() {
      items += 1
      // Every item takes a byte at least, but for one about the header.
      guard items <= source.bytes.count + 2 else {
        faults.append("\(source.name) does not end")
        return
      }
      switch item {
      case .order(let order): read.append(order)
      case .problem(let problem):
        problems += 1
        check(problem.diagnostics, [source])
      }
    }
    orders += read.count
    let decisions = rules.price(batch: read)
    if decisions.count != read.count { faults.append("\(decisions.count) decisions") }
    for case .success(let decision) in decisions where !isConserved(decision) {
      faults.append("order \(decision.order) does not add up")
    }
  }

  private func isConserved(_ decision: Decision) -> Bool {
    for (index, line) in decision.lines.enumerated() {
      let steps = decision.steps.filter { $0.line == Int32(index) }
      guard line.net == line.list + steps.reduce(0, { $0 + $1.amount }) else { return false }
    }
    return decision.payable == decision.net + decision.charges
  }
}
