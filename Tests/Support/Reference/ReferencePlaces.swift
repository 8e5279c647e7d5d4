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

  /// the regions that succeeded one, directly or through others that have ended.
  private func heirs(_ id: String, at instant: Instant) -> Set<String> {
    guard hasEnded(id, at: instant) else { return [] }
    var heirs: Set<String> = []
    var open = [id]
    while let next = open.popLast() {
      for successor in version(next, at: instant)?.successors ?? [] {
        let id = regionID(successor) ?? successor
        guard !heirs.contains(id), isAlive(id, at: instant) || hasEnded(id, at: instant) else {
          continue
        }
        heirs.insert(id)
        if hasEnded(id, at: instant) { open.append(id) }
      }
    }
    return heirs.subtracting([id])
  }

  /// the place that a code means at an instant.
  func place(_ code: String?, at instant: Instant) -> Place {
    guard let code else { return .none }
    guard let id = regionID(code) else { return .unknown }
    if isAlive(id, at: instant) { return .at(id) }
    let living = heirs(id, at: instant).filter { isAlive($0, at: instant) }
    if living.count > 1 { return .split(id) }
    return living.first.map { .at($0) } ?? .unknown
  }

  /// a region, those it succeeded, and so on upward.
  func regionPath(_ start: String?, at instant: Instant) -> [String] {
    var path: [String] = []
    var next = start
    while let current = next, path.count < 400 {
      path.append(current)
      let forebears = Set(book.regions.map(\.id))
        .filter { heirs($0, at: instant).contains(current) }
      path += forebears.sorted { a, b in
        let (x, y) = (end(a), end(b))
        return x == y ? ReferenceNames.isBefore(a, b) : y < x
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
