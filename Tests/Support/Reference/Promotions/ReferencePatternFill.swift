import DealerRules

/// A slot of a pattern in work (O-017).
struct ReferenceSlot {
  /// Lines whose units fit.
  var lines: Set<Int32>
  /// What must be had.
  var need: Fraction
  /// What may be had; more than `need` in a set that may lack some.
  var most: Fraction
  var select: UnitSelection
  var isGet: Bool
}

/// Units on lines, and slots that they fill (O-017).
struct ReferenceFill {
  /// Units still open, by line, as the slots count them.
  var open: [Int32: Fraction]
  /// Base units in one of what is counted, by line.
  var sizes: [Int32: Fraction]
  /// What was taken for `get` slots and for `buy` slots.
  var get: [Int32: Fraction] = [:]
  var buy: [Int32: Fraction] = [:]
  /// Whether the last set lacks some of its `get` units.
  var isPartial = false

  /// Counted units in base units.
  func inBase(_ units: [Int32: Fraction]) -> [Int32: Fraction] {
    units.reduce(into: [:]) { $0[$1.key] = $1.value * (sizes[$1.key] ?? .one) }
  }

  /// The sum over lines.
  func count(_ units: [Int32: Fraction]) -> Fraction { units.values.reduce(.zero, +) }

  /// Whether all slots can be filled at once: every set of slots finds enough units on the lines
  /// that fit any of them.
  func canFill(_ slots: [ReferenceSlot]) -> Bool {
    (1..<(1 << slots.count)).allSatisfy { mask in
      let some = slots.indices.filter { mask >> $0 & 1 == 1 }.map { slots[$0] }
      return some.reduce(.zero) { $0 + $1.need } <= units(on: union(some))
    }
  }

  /// How many sets can be filled at once, where a slot's `need` is that of one set.
  func sets(_ slots: [ReferenceSlot]) -> Fraction {
    var most: Fraction?
    for mask in 1..<(1 << slots.count) {
      let some = slots.indices.filter { mask >> $0 & 1 == 1 }.map { slots[$0] }
      let need = some.reduce(Fraction.zero) { $0 + $1.need }
      guard Fraction.zero < need else { continue }
      let sets = Fraction((units(on: union(some)) / need).floor)
      most = min(most ?? sets, sets)
    }
    return most ?? .zero
  }

  private func union(_ slots: [ReferenceSlot]) -> Set<Int32> {
    slots.reduce(into: Set<Int32>()) { $0.formUnion($1.lines) }
  }

  private func units(on lines: Set<Int32>) -> Fraction {
    lines.reduce(.zero) { $0 + (open[$1] ?? .zero) }
  }

  /// Takes units for the first slot from a line: as many as fit and let every later slot be filled.
  mutating func take(_ line: Int32, for slot: inout ReferenceSlot, leaving rest: [ReferenceSlot]) {
    var units = min(open[line] ?? .zero, slot.most)
    for mask in 0..<(1 << rest.count) {
      let some = rest.indices.filter { mask >> $0 & 1 == 1 }.map { rest[$0] }
      let lines = union(some)
      guard lines.contains(line) else { continue }
      units = min(units, self.units(on: lines) - some.reduce(.zero) { $0 + $1.need })
    }
    guard Fraction.zero < units else { return }
    open[line] = (open[line] ?? .zero) - units
    slot.need = max(slot.need - units, .zero)
    slot.most -= units
    if slot.isGet { get[line, default: .zero] += units } else { buy[line, default: .zero] += units }
  }
}
