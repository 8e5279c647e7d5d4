public import DealerRules

/// Whom codes belong to, written from RULES.md W-003 … W-006 alone: every event is played again
/// for every question, over dictionaries of texts, with nothing remembered in between.
public struct ReferenceTrace {
  private let events: [TraceEvent]

  /// Takes events in any order, the same one perhaps several times.
  public init(_ events: [TraceEvent]) { self.events = events }

  /// The events that count, in the order in which they are played.
  private var playing: [TraceEvent] {
    var byID: [String: [TraceEvent]] = [:]
    for event in events {
      var plain = event
      plain.recorded = nil
      plain.place = .none
      plain.codes = Set(event.codes).sorted()
      if !(byID[event.id] ?? []).contains(plain) { byID[event.id, default: []].append(plain) }
    }
    let alone = byID.values.filter { $0.count == 1 }.map { $0[0] }
    var state: [String: Bool] = [:]
    func counts(_ event: TraceEvent, _ path: Set<String>) -> Bool? {
      if let known = state[event.id] { return known }
      guard !path.contains(event.id) else { return nil }
      var isOpen = false
      for other in alone where other.target == event.id {
        switch counts(other, path.union([event.id])) {
        case true?: return false
        case nil: isOpen = true
        case false?: continue
        }
      }
      return isOpen ? nil : true
    }
    for event in alone { state[event.id] = counts(event, []) ?? false }
    return alone.filter { state[$0.id] == true && $0.kind != .void }
      .sorted {
        ($0.at, $0.sequence) == ($1.at, $1.sequence)
          ? IdentifierOrder.precedes($0.id, $1.id) : ($0.at, $0.sequence) < ($1.at, $1.sequence)
      }
  }

  /// Whom everything belongs to at an instant and what it is in.
  public func answers(at instant: Instant) -> ReferenceGoods {
    var goods = ReferenceGoods()
    for event in playing where event.at <= instant { goods.play(event) }
    return goods
  }
}

/// Goods at one moment.
public struct ReferenceGoods {
  private var parent: [String: String] = [:]
  private var owner: [String: String] = [:]
  private var ended: Set<String> = []
  /// The most levels that a code ever held.
  private var height: [String: Int] = [:]

  /// The dealer that a code belongs to: `supplier` after a return, `nobody` before it moved.
  public func holder(of code: String) -> String { owner[code] ?? "nobody" }

  /// What a code is in, from the nearest container on.
  public func above(_ code: String) -> [String] {
    var found: [String] = []
    var current = code
    while let next = parent[current] {
      found.append(next)
      current = next
    }
    return found
  }

  /// W-005: the code and what is around it, up to the first that is out of use; none of those
  /// reaches it, nor does anything around them.
  private func reachedBy(_ code: String) -> Set<String> {
    var found: Set<String> = []
    for current in [code] + above(code) {
      if ended.contains(current) { break }
      found.insert(current)
    }
    return found
  }

  fileprivate mutating func play(_ event: TraceEvent) {
    let before = self
    let codes = Set(event.codes)
    let usable = codes.subtracting(ended)
    switch event.kind {
    case .commission, .void: break
    case .decommission: ended.formUnion(codes)
    case .pack:
      guard let container = event.container, !ended.contains(container) else { return }
      for code in usable {
        let path = [container] + before.above(container)
        let isTooDeep = path.count + (before.height[code] ?? 0) > 8
        guard !path.contains(code), !isTooDeep else { continue }
        parent[code] = container
      }
      for code in usable where parent[code] == container && before.parent[code] != container {
        for (steps, node) in ([container] + before.above(container)).enumerated() {
          height[node] = max(height[node] ?? 0, (before.height[code] ?? 0) + steps + 1)
        }
      }
    case .unpack:
      let leaving =
        event.codes.isEmpty ? Set(parent.filter { $0.value == event.container }.keys) : codes
      for code in leaving where event.container == nil || parent[code] == event.container {
        parent[code] = nil
      }
    case .ship, .transfer, .giveBack:
      if event.kind == .transfer, event.approval == nil { return }
      let moving = usable.filter {
        event.from == nil || before.owner[$0] == event.from
      }
      let all = Set(parent.keys).union(codes)
      for code in all where !moving.isDisjoint(with: reachedBy(code)) {
        owner[code] = event.to ?? "supplier"
      }
    }
  }
}
