// What a movement moves (RULES.md W-005).
extension TraceFold {
  /// The codes that an event moves, each with or without what is in it, and those that stay.
  private struct Split {
    var moving: [(code: Int32, isAlone: Bool)] = []
    var staying: [Int32] = []
  }

  /// Whose goods an event moves.
  private struct Sender {
    var dealer: Int32
    /// Whether it ships from a site of the supplier, whose what belongs to no dealer is.
    var isSupplier: Bool

    func owns(_ owner: Int32) -> Bool { owner == dealer || isSupplier && owner < 0 }
  }

  /// Whom an event moves goods from: a site of the supplier where a `ship` names somebody whom no
  /// goods go to.
  private func sender(_ row: TraceLog.Row) -> Sender {
    Sender(
      dealer: row.from, isSupplier: row.kind == .ship && !receivesGoods[Int(row.from)])
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
    let sender = sender(row)
    var split = Split()
    // Where everything in it last moved with it there is nothing to look at.
    let isOne = firstInside[Int(code)] < 0 || last > stirred[Int(code)]
    if isOne {
      if sender.owns(owner) { return moving.append((code, false)) }
    } else {
      divide(code, sender, order, &split)
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
        "belongs to \(holder) and not to \(from)\(text); it does not move",
        help: row.kind == .ship && owner < 0
          ? "leave `from` out where the supplier ships" : nil)
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

  /// Divides a code and what is in it, at most ``depth`` levels, into what belongs to a sender and
  /// what does not. Says whether anything does.
  @discardableResult private func divide(
    _ code: Int32, _ sender: Sender, _ order: [Int32], _ split: inout Split
  ) -> Bool {
    let (moving, staying) = (split.moving.count, split.staying.count)
    var hasAny = false
    var current = firstInside[Int(code)]
    while current >= 0 {
      // Nothing reaches a code out of use, nor what is in it.
      if !marks[Int(current)].isEnded, divide(current, sender, order, &split) { hasAny = true }
      current = nextInside[Int(current)]
    }
    let last = lastMove(code)
    // What never moved belongs to whom something in it belongs to, and with nothing in it to the
    // supplier.
    let isOwned = hasAny || sender.isSupplier && split.staying.count == staying
    guard last < 0 ? isOwned : sender.owns(log.rows[Int(order[Int(last)])].to) else {
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
