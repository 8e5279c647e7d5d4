// Successions lead forward in time (RULES.md R-002).
extension RegionCompiler {
  /// Reports successors that ended before what they succeed, and successions that lead back.
  mutating func checkSuccessions() {
    for region in successors.indices {
      for successor in successors[region] where end(of: successor) < end(of: Int32(region)) {
        let name = Diagnostic.quote(symbols.name(successor))
        report(
          region, "\(name) cannot succeed a region that it ended before",
          "let it end later, or name what succeeded it", symbols.name(successor))
      }
    }
    for region in circles() {
      report(
        region,
        "the successors of \(Diagnostic.quote(symbols.name(Int32(region)))) lead in a circle",
        "leave out the succession that leads back", nil)
    }
  }

  private mutating func report(_ region: Int, _ message: String, _ help: String, _ text: String?) {
    sink.report(
      .regionSuccession, message, help: help, at: versions[region].last?.origin,
      about: Subject(fields: ["successors"], text: text))
  }

  /// Regions from which successions at one instant come to a circle; ends that lie apart lead
  /// forward, or were reported.
  private func circles() -> [Int] {
    var sources: [[Int]] = Array(repeating: [], count: successors.count)
    var open = [Int](repeating: 0, count: successors.count)
    for region in successors.indices {
      for successor in successors[region] where end(of: successor) == end(of: Int32(region)) {
        sources[Int(successor)].append(region)
        open[region] += 1
      }
    }
    var done = successors.indices.filter { open[$0] == 0 }
    while let region = done.popLast() {
      for source in sources[region] {
        open[source] -= 1
        if open[source] == 0 { done.append(source) }
      }
    }
    return successors.indices.filter { open[$0] > 0 }
  }
}
