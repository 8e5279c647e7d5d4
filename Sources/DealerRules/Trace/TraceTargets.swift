/// Which of the events that name each other count (RULES.md W-003).
///
/// Every event names at most one other. What is left once those are settled that all who name them
/// are settled for is therefore circles, each for itself.
struct TraceTargets {
  /// For each row whether it counts.
  private(set) var counts: [Bool]
  /// Rows that another one voids or replaces.
  private(set) var voided = 0
  /// The rows of circles that nothing outside cuts.
  private(set) var circles: [Int] = []
  /// For each row replaced the rows that do so; of those that replace one another's predecessor
  /// the first by id stands for all.
  private(set) var rivals: [Int: [Int]] = [:]

  private let log: TraceLog
  private let targets: [Int: Int]
  /// Whether what names a row takes its place, so that the row's own target is handed on to it.
  private var isReplaced: [Bool]
  /// Of the rows that take a row's place the first by id, −1 for none.
  private var heirs: [Int]

  /// - Parameters:
  ///   - counts: For each row whether it is known and alone of its id.
  ///   - targets: The row that a row names.
  init(_ log: TraceLog, counts: [Bool], targets: [Int: Int]) {
    self.log = log
    self.counts = counts
    self.targets = targets
    isReplaced = [Bool](repeating: false, count: counts.count)
    heirs = [Int](repeating: -1, count: counts.count)
    settle()
  }

  private mutating func settle() {
    var open = [Int32](repeating: 0, count: counts.count)
    for target in targets.values { open[target] += 1 }
    var ready = targets.keys.filter { open[$0] == 0 }
    while let row = ready.popLast() {
      guard let target = targets[row] else { continue }
      name(target, by: row)
      open[target] -= 1
      if open[target] == 0 { ready.append(target) }
    }
    for row in counts.indices where open[row] > 0 {
      let circle = self.circle(from: row)
      for member in circle { open[member] = 0 }
      settle(circle)
    }
  }

  /// The rows of a circle, each followed by its target.
  private func circle(from row: Int) -> [Int] {
    var found = [row]
    var current = targets[row]
    while let next = current, next != row {
      found.append(next)
      current = targets[next]
    }
    return found
  }

  /// A row of a circle that is void from outside is void whatever the circle says; from there on
  /// the others are settled.
  private mutating func settle(_ circle: [Int]) {
    let isCut = circle.map { !counts[$0] }
    guard let start = isCut.firstIndex(of: true) else {
      for row in circle { counts[row] = false }
      circles += circle
      return
    }
    for step in 1..<max(1, circle.count) {
      let (before, here) = ((start + step - 1) % circle.count, (start + step) % circle.count)
      if !isCut[here] { name(circle[here], by: circle[before]) }
    }
  }

  /// What a row, settled itself, does to the row that it names.
  private mutating func name(_ target: Int, by row: Int) {
    if counts[row], log.rows[row].kind != .void { heirs[row] = row }
    guard counts[row] || isReplaced[row] else { return }
    if counts[target] { voided += 1 }
    counts[target] = false
    let heir = heirs[row]
    guard heir >= 0 else { return }
    isReplaced[target] = true
    rivals[target, default: []].append(heir)
    if heirs[target] < 0 || precedes(heir, heirs[target]) { heirs[target] = heir }
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    IdentifierOrder.precedes(log.ids.text(log.rows[a].id), log.ids.text(log.rows[b].id))
  }
}
