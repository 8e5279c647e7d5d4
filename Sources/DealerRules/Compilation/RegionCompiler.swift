/// Builds the region catalogue and reports versions and successors that do not fit together
/// (RULES.md R-001 … R-004).
struct RegionCompiler {
  let limits: Limits
  let symbols: SymbolTable
  var sink: DiagnosticSink
  /// Versions of each region, by start.
  let versions: [[Region]]
  private(set) var successors: [[Int32]]
  private(set) var tree = RegionTree()
  /// Regions whose place in the tree was reported already.
  private var reported: Set<Int32> = []
  /// Places made and successors followed so far, against the limit.
  private var work = 0

  init(_ regions: [Region], _ symbols: SymbolTable, limits: Limits) {
    self.limits = limits
    self.symbols = symbols
    sink = DiagnosticSink(limit: limits.diagnostics)
    var versions: [[Region]] = Array(repeating: [], count: symbols.count)
    successors = Array(repeating: [], count: symbols.count)
    for region in regions { versions[Int(symbols.index(of: region.id))].append(region) }
    for index in versions.indices {
      versions[index].sort { $0.validity.from < $1.validity.from }
    }
    self.versions = versions
  }

  /// Builds the tree of every span.
  mutating func run() {
    checkVersions()
    readReferences()
    checkSuccessions()
    var starts: Set<Instant> = [.distantPast]
    for version in versions.joined() {
      starts.insert(version.validity.from)
      if version.validity.until != .distantFuture { starts.insert(version.validity.until) }
    }
    guard starts.count > 1 else {
      tree.setPlain(plainParents())
      return
    }
    guard starts.count * max(versions.count, 1) <= limits.regionVersions else {
      sink.report(
        .limitExceeded,
        "\(versions.count) regions change at \(starts.count - 1) instants, together more than the "
          + "limit of \(limits.regionVersions) places",
        help: "state fewer instants or raise the limit of the compile", at: nil)
      return
    }
    for start in starts.sorted() {
      guard work <= limits.regionVersions else {
        sink.report(
          .limitExceeded,
          "the successions of regions take more than the limit of \(limits.regionVersions) places",
          help: "leave out regions that ended long ago, or raise the limit of the compile", at: nil)
        return
      }
      tree.append(span(at: start), from: start.secondsSinceEpoch)
    }
  }

  /// Versions of one region must follow each other.
  private mutating func checkVersions() {
    for list in versions {
      for version in list where version.validity.until <= version.validity.from {
        sink.report(
          .emptyPeriod, "region \(Diagnostic.quote(version.id)) is never in force",
          help: "let it end after it begins", at: version.origin,
          about: Subject(fields: ["until", "through", "validUntil", "validThrough"]))
      }
      for (first, second) in zip(list, list.dropFirst())
      where first.validity.overlaps(second.validity) {
        let isPlain = first.validity == .always && second.validity == .always
        sink.report(
          .duplicateID,
          "region \(Diagnostic.quote(second.id)) is stated twice"
            + (isPlain ? "" : " for one time"),
          help: isPlain ? "keep one of the two" : "let one version end where the next begins",
          at: second.origin,
          about: Subject(fields: ["id"], other: first.origin))
      }
    }
  }

  /// Parents must be stated; successors belong to the version that ends last.
  private mutating func readReferences() {
    for (index, list) in versions.enumerated() {
      for (place, version) in list.enumerated() {
        if let parent = version.parent, symbols.index(of: parent) < 0 {
          unknown(parent, in: "parent", at: version.origin)
        }
        guard !version.successors.isEmpty else { continue }
        if place + 1 < list.count || version.validity.until == .distantFuture {
          sink.report(
            .regionSuccession,
            "region \(Diagnostic.quote(version.id)) has successors but does not end with them",
            help: "state them with the version that ends last", at: version.origin,
            about: Subject(fields: ["successors"]))
          continue
        }
        for name in version.successors {
          let successor = symbols.index(of: name)
          if successor < 0 {
            unknown(name, in: "successors", at: version.origin)
          } else if !successors[index].contains(successor) {
            successors[index].append(successor)
          }
        }
      }
    }
  }

  private mutating func unknown(_ name: String, in field: String, at origin: SourceSpan?) {
    sink.report(
      .unknownReference, "there is no region \(Diagnostic.quote(name))",
      help: Suggestion.closest(to: name, among: symbols.names).map { "did you mean `\($0)`?" }
        ?? "state the region first",
      at: origin, about: Subject(fields: [field], text: name))
  }

  /// The version in force at an instant, else the last that has ended.
  private func version(_ region: Int32, at instant: Instant) -> Region? {
    versions[Int(region)].last { $0.validity.from <= instant }
  }

  /// The tree of one catalogue that never changes.
  private mutating func plainParents() -> [Int32] {
    var tree = TreeTable(count: versions.count)
    for index in versions.indices {
      guard let parent = versions[index].first?.parent else { continue }
      let parentIndex = symbols.index(of: parent)
      if parentIndex >= 0 { tree.setParent(of: Int32(index), to: parentIndex) }
    }
    report(tree.cutFaults(limit: limits.treeDepth))
    return tree.parents
  }

  private mutating func report(_ faults: (cyclic: [Int32], tooDeep: [Int32])) {
    for node in faults.cyclic where reported.insert(node).inserted {
      sink.report(
        .cyclicTree, "region \(Diagnostic.quote(symbols.name(node))) is above itself",
        help: "leave the parent of one of the circle empty", at: origin(node),
        about: Subject(fields: ["parent"]))
    }
    for node in faults.tooDeep where reported.insert(node).inserted {
      sink.report(
        .treeTooDeep,
        "region \(Diagnostic.quote(symbols.name(node))) is deeper than \(limits.treeDepth) levels",
        help: "leave out levels", at: origin(node), about: Subject(fields: ["parent"]))
    }
  }

  private func origin(_ node: Int32) -> SourceSpan? { versions[Int(node)].first?.origin }

  /// The tree of the span that begins at an instant.
  private mutating func span(at instant: Instant) -> RegionSpan {
    var result = RegionSpan(symbols: Array(0..<Int32(versions.count)))
    let isAlive = result.symbols.map {
      version($0, at: instant)?.validity.contains(instant) == true
    }
    var forebears: [Int32: [(region: Int32, steps: Int)]] = [:]
    for region in result.symbols {
      let heirs = isAlive[Int(region)] ? [] : heirs(of: region, at: instant, isAlive)
      for heir in heirs { forebears[heir.region, default: []].append((region, heir.steps)) }
      let living =
        isAlive[Int(region)]
        ? [region] : heirs.map(\.region).filter { isAlive[Int($0)] }
      if living.count > 1 { result.split[region] = living }
      result.standing.append(
        living.isEmpty ? RegionTree.unknown : living.count == 1 ? living[0] : region)
    }
    var tree = TreeTable(count: versions.count)
    for region in result.symbols {
      guard let name = version(region, at: instant)?.parent else { continue }
      let parent = symbols.index(of: name)
      guard parent >= 0 else { continue }
      let standing = result.standing[Int(parent)]
      tree.setParent(of: region, to: standing < 0 ? parent : standing)
    }
    report(tree.cutFaults(limit: limits.treeDepth))
    result.parents = tree.parents
    for heir in forebears.keys.sorted() where work <= limits.regionVersions {
      work += forebears[heir]?.count ?? 0
      result.raise(ordered(forebears[heir] ?? []), above: heir)
    }
    return result
  }

  /// The fewest successions first, then the one that ended last.
  private func ordered(
    _ regions: [(region: Int32, steps: Int)]
  ) -> [(region: Int32, steps: Int)] {
    regions.sorted { a, b in
      if a.steps != b.steps { return a.steps < b.steps }
      let (first, second) = (end(of: a.region), end(of: b.region))
      return first == second
        ? IdentifierOrder.precedes(symbols.name(a.region), symbols.name(b.region))
        : first > second
    }
  }

  /// The regions that succeeded one that has ended, directly or through others that have ended, by
  /// the fewest successions.
  private mutating func heirs(
    of region: Int32, at instant: Instant, _ isAlive: [Bool]
  ) -> [(region: Int32, steps: Int)] {
    guard hasEnded(region, at: instant) else { return [] }
    var seen: Set<Int32> = [region]
    var open = [region]
    var result: [(region: Int32, steps: Int)] = []
    var steps = 1
    while work <= limits.regionVersions, !open.isEmpty {
      var later: [Int32] = []
      for next in open {
        work += successors[Int(next)].count
        for successor in successors[Int(next)] where !seen.contains(successor) {
          let hasEnded = hasEnded(successor, at: instant)
          guard hasEnded || isAlive[Int(successor)] else { continue }
          seen.insert(successor)
          result.append((successor, steps))
          if hasEnded { later.append(successor) }
        }
      }
      open = later
      steps += 1
    }
    return result.sorted { $0.region < $1.region }
  }

  func end(of region: Int32) -> Instant {
    versions[Int(region)].last?.validity.until ?? .distantFuture
  }

  private func hasEnded(_ region: Int32, at instant: Instant) -> Bool {
    end(of: region) <= instant
  }
}
