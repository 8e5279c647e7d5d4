// What a movement moves (RULES.md W-005).
extension TraceFold {
  /// The codes that an event moves, each with or without what is in it, and those that stay.
  private struct Split {
    var moving: [(code: Int32, isAlone: Bool)] = []
    var staying: [Int32] = []
  }

  mutating func move(_ codes: [Int32], _ row: TraceLog.Row, _ rank: Int32, _ order: [Int32]) {
    var moving: [(code: Int32, isAlone: Bool)] = []
    for code in codes {
      if row.from < 0 {
        moving.append((code, false))
      } else {
        addOwned(code, row, order, to: &moving)
      }
    }
    let isStray = row.kind == .transfer && row.approval < 0
    for (code, isAlone) in moving {
      if !isStray {
        move(code, isAlone: isAlone, rank)
      } else if isAlone {
        strays.addAlone(code, rank)
      } else {
        strays.add(code, rank)
      }
    }
  }

  /// Adds what of a code and everything in it belongs to whom an event moves it from; what does not
  /// is reported.
  private mutating func addOwned(
    _ code: Int32, _ row: TraceLog.Row, _ order: [Int32],
    to moving: inout [(code: Int32, isAlone: Bool)]
  ) {
    let last = lastMove(code)
    let owner = last < 0 ? -1 : log.rows[Int(order[Int(last)])].to
    var split = Split()
    // Where everything in it last moved with it there is nothing to look at.
    let isOne = firstInside[Int(code)] < 0 || last > stirred[Int(code)]
    if isOne {
      if owner == row.from { return moving.append((code, false)) }
    } else {
      divide(code, row.from, order, &split)
    }
    moving += split.moving
    guard split.moving.isEmpty || !split.staying.isEmpty else { return }
    let from = Diagnostic.quote(log.dealers.name(row.from))
    if split.moving.isEmpty {
      let holder =
        owner < 0 ? "no dealer" : "dealer \(Diagnostic.quote(log.dealers.name(owner)))"
      let text = firstInside[Int(code)] < 0 ? "" : ", nor does anything in it"
      report(
        .notOwner, .error, code, row,
        "belongs to \(holder) and not to \(from)\(text); it does not move")
    } else if let first = split.staying.min(by: precedes) {
      let count = split.staying.count
      report(
        .notOwner, .error, code, row,
        "moves in part; what does not belong to \(from) stays: \(count) code"
          + "\(count == 1 ? "" : "s"), first \(Diagnostic.quote(log.codes.text(first)))")
    }
  }

  private func precedes(_ a: Int32, _ b: Int32) -> Bool {
    IdentifierOrder.precedes(log.codes.text(a), log.codes.text(b))
  }

  /// Divides a code and what is in it, at most ``depth`` levels, into what belongs to a dealer and
  /// what does not. Says whether anything does.
  @discardableResult private func divide(
    _ code: Int32, _ dealer: Int32, _ order: [Int32], _ split: inout Split
  ) -> Bool {
    let (moving, staying) = (split.moving.count, split.staying.count)
    var hasAny = false
    var current = firstInside[Int(code)]
    while current >= 0 {
      // Nothing reaches a code out of use, nor what is in it.
      if !marks[Int(current)].isEnded, divide(current, dealer, order, &split) { hasAny = true }
      current = nextInside[Int(current)]
    }
    let last = lastMove(code)
    // What never moved belongs to whom something in it belongs to.
    guard last < 0 ? hasAny : log.rows[Int(order[Int(last)])].to == dealer else {
      split.staying.append(code)
      return hasAny
    }
    if split.staying.count == staying {
      split.moving.removeSubrange(moving...)
      split.moving.append((code, false))
    } else {
      split.moving.append((code, true))
    }
    return true
  }
}
