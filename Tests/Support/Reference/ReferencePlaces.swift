import DealerRules

/// R-001 … R-003: the region catalogue, asked afresh each time.
extension ReferenceWorld {
  /// Where an order or customer stands.
  enum Place: Equatable {
    case none
    case unknown
    case at(String)
    /// The region has gone over into several.
    case split(String)

    var region: String? {
      switch self {
      case .none, .unknown: nil
      case .at(let id), .split(let id): id
      }
    }
  }

  /// the region of a code.
  func regionID(_ code: String) -> String? {
    if book.regions.contains(where: { $0.id == code }) { return code }
    return book.regions.first { $0.aliases.contains(code) }?.id
  }

  /// the version in force, or the last that has ended.
  private func version(_ id: String, at instant: Instant) -> Region? {
    book.regions.filter { $0.id == id && $0.validity.from <= instant }
      .max { $0.validity.from < $1.validity.from }
  }

  private func isAlive(_ id: String, at instant: Instant) -> Bool {
    version(id, at: instant)?.validity.contains(instant) == true
  }

  private func hasEnded(_ id: String, at instant: Instant) -> Bool {
    book.regions.filter { $0.id == id }.allSatisfy { $0.validity.until <= instant }
  }

  /// the regions that succeeded one, directly or through others that have ended, with the
  /// fewest successions that lead there.
  private func heirs(_ id: String, at instant: Instant) -> [String: Int] {
    guard hasEnded(id, at: instant) else { return [:] }
    var heirs: [String: Int] = [:]
    var open = [id]
    var steps = 0
    while !open.isEmpty {
      steps += 1
      let names = open.flatMap { version($0, at: instant)?.successors ?? [] }
      let next = Set(names.map { regionID($0) ?? $0 }).filter {
        $0 != id && heirs[$0] == nil && (isAlive($0, at: instant) || hasEnded($0, at: instant))
      }
      for region in next { heirs[region] = steps }
      open = next.filter { hasEnded($0, at: instant) }
    }
    return heirs
  }

  /// the place that a code means at an instant.
  func place(_ code: String?, at instant: Instant) -> Place {
    guard let code else { return .none }
    guard let id = regionID(code) else { return .unknown }
    if isAlive(id, at: instant) { return .at(id) }
    let living = heirs(id, at: instant).keys.filter { isAlive($0, at: instant) }
    if living.count > 1 { return .split(id) }
    return living.first.map { .at($0) } ?? .unknown
  }

  /// a region, those it succeeded, and so on upward.
  func regionPath(_ start: String?, at instant: Instant) -> [String] {
    regionDistances(start, at: instant).flatMap { $0 }
  }

  /// The same by distance; regions of one distance stand together.
  func regionDistances(_ start: String?, at instant: Instant) -> [[String]] {
    var path: [[String]] = []
    var next = start
    while let current = next, path.count < 400 {
      path.append([current])
      var forebears: [Int: [String]] = [:]
      for id in Set(book.regions.map(\.id)) {
        if let steps = heirs(id, at: instant)[current] { forebears[steps, default: []].append(id) }
      }
      for (_, ids) in forebears.sorted(by: { $0.key < $1.key }) {
        path.append(
          ids.sorted { a, b in
            let (x, y) = (end(a), end(b))
            return x == y ? ReferenceNames.isBefore(a, b) : y < x
          })
      }
      let parent = version(current, at: instant)?.parent
      next = place(parent, at: instant).region ?? parent.flatMap { regionID($0) }
    }
    return path
  }

  private func end(_ id: String) -> Instant {
    book.regions.filter { $0.id == id }.map(\.validity.until).max() ?? .distantFuture
  }
}
