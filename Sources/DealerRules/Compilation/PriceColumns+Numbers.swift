// What a group, a schedule and a band say by their numbers: those of kept tables come first, then
// those of counted ones, table by table.
extension PriceColumns {
  /// Bands of all tables.
  var bandCount: Int { keptBands + counted.reduce(0) { $0 + $1.bands } }

  /// Numbers the keys and bands of counted tables behind those that are kept, and gives back what
  /// the columns have too much of.
  mutating func number() {
    trim()
    (keptGroups, keptSchedules, keptBands) = (
      groupKeyStart.count, scheduleTable.count, bandFrom.count
    )
    var (schedule, band) = (keptSchedules, keptBands)
    for index in counted.indices {
      counted[index].firstSchedule = schedule
      counted[index].prices.firstBand = Int32(truncatingIfNeeded: band)
      schedule += counted[index].keys
      band += counted[index].bands
    }
  }

  /// The counted table that has a schedule.
  @inline(__always)
  private func counted(ofSchedule schedule: Int) -> Int {
    var index = counted.count - 1
    while index > 0, counted[index].firstSchedule > schedule { index -= 1 }
    return index
  }

  /// The counted table that has a band.
  @inline(__always)
  private func counted(ofBand band: Int) -> Int {
    var index = counted.count - 1
    while index > 0, Int(counted[index].prices.firstBand) > band { index -= 1 }
    return index
  }

  // MARK: Groups

  /// The group of a key, or −1. Expected O(key fields), in a counted table O(log products of the
  /// party).
  @inline(__always)
  func group(_ table: borrowing PriceTableInfo, _ values: SIMD8<Int32>) -> Int32 {
    let count = Int(table.fieldCount)
    if table.counted >= 0 {
      let index = Int(table.counted)
      let key = counted[index].key(count == 2 ? values[0] : 0, values[count - 1])
      guard key >= 0 else { return -1 }
      let group = keptGroups + counted[index].firstSchedule - keptSchedules + key
      return Int32(truncatingIfNeeded: group)
    }
    var hash = PriceColumns.seed
    for field in 0..<count { hash = PriceColumns.mix(hash, values[field]) }
    var slot = Int(truncatingIfNeeded: hash >> 20) & table.slotMask
    while true {
      let group = slots[table.slotStart + slot]
      if group < 0 { return -1 }
      let keyStart = Int(groupKeyStart[Int(group)])
      var matches = true
      for field in 0..<count where groupKeys[keyStart + field] != values[field] {
        matches = false
        break
      }
      if matches { return group }
      slot = (slot + 1) & table.slotMask
    }
  }

  /// The schedules of a group, in order of preference.
  @inline(__always)
  func schedules(ofGroup group: Int32) -> Range<Int> {
    let group = Int(group)
    guard group < keptGroups else {
      let schedule = group - keptGroups + keptSchedules
      return schedule..<(schedule + 1)
    }
    return Int(groupSchedules[group])..<Int(groupSchedules[group + 1])
  }

  // MARK: Schedules

  @inline(__always)
  func currency(ofSchedule schedule: Int) -> Int32 {
    schedule < keptSchedules ? scheduleCurrency[schedule] : 0
  }

  /// −1 for the product's base unit.
  @inline(__always)
  func unit(ofSchedule schedule: Int) -> Int32 {
    schedule < keptSchedules ? scheduleUnit[schedule] : -1
  }

  @inline(__always)
  func from(ofSchedule schedule: Int) -> Int64 {
    schedule < keptSchedules
      ? scheduleFrom[schedule] : Validity.always.from.secondsSinceEpoch
  }

  @inline(__always)
  func until(ofSchedule schedule: Int) -> Int64 {
    schedule < keptSchedules
      ? scheduleUntil[schedule] : Validity.always.until.secondsSinceEpoch
  }

  @inline(__always)
  func isInForce(_ schedule: Int, at instant: Int64) -> Bool {
    from(ofSchedule: schedule) <= instant && instant < until(ofSchedule: schedule)
  }

  @inline(__always)
  func table(ofSchedule schedule: Int) -> Int32 {
    schedule < keptSchedules
      ? scheduleTable[schedule] : counted[counted(ofSchedule: schedule)].table
  }

  @inline(__always)
  func bands(ofSchedule schedule: Int) -> Range<Int> {
    guard schedule < keptSchedules else {
      let index = counted(ofSchedule: schedule)
      let size = counted[index].breaks.count
      let first =
        Int(counted[index].prices.firstBand) + (schedule - counted[index].firstSchedule) * size
      return first..<(first + size)
    }
    return Int(bandStart[schedule])..<Int(bandStart[schedule + 1])
  }

  // MARK: Bands

  /// The schedule that holds a band. O(log schedules).
  func schedule(ofBand band: Int) -> Int {
    guard band < keptBands else {
      let index = counted(ofBand: band)
      let place = band - Int(counted[index].prices.firstBand)
      return counted[index].firstSchedule + place / counted[index].breaks.count
    }
    var low = 0
    var high = bandStart.count - 1
    while low + 1 < high {
      let middle = (low + high) / 2
      if Int(bandStart[middle]) <= band { low = middle } else { high = middle }
    }
    return low
  }

  @inline(__always)
  func from(ofBand band: Int) -> Int64 {
    guard band < keptBands else {
      let index = counted(ofBand: band)
      let place = band - Int(counted[index].prices.firstBand)
      return counted[index].breaks[place % counted[index].breaks.count]
    }
    return bandFrom[band]
  }

  /// `Int64.max` when open.
  @inline(__always)
  func below(ofBand band: Int) -> Int64 {
    guard band < keptBands else {
      let index = counted(ofBand: band)
      let size = counted[index].breaks.count
      let next = (band - Int(counted[index].prices.firstBand)) % size + 1
      return next < size ? counted[index].breaks[next] : Int64.max
    }
    return bandBelow[band]
  }

  /// In millionths.
  @inline(__always)
  func amount(ofBand band: Int) -> Int64 {
    guard band < keptBands else {
      let index = counted(ofBand: band)
      return counted[index].amount(band - Int(counted[index].prices.firstBand))
    }
    return bandAmount[band]
  }

  /// Thousandths of units that the amount of a band pays.
  @inline(__always)
  func per(ofBand band: Int) -> Int64 { band < keptBands ? bandPer[band] : 1000 }

  /// Index into ``extras``, −1 for none.
  @inline(__always)
  func extra(ofBand band: Int) -> Int32 { band < keptBands ? bandExtra[band] : -1 }

  /// The row of a band in its table, for names.
  func row(ofBand band: Int) -> Int {
    guard band < keptBands else {
      let index = counted(ofBand: band)
      return counted[index].row(band - Int(counted[index].prices.firstBand))
    }
    return Int(bandRow[band])
  }

  /// Puts another amount, not below zero, in the place of a band's; false where there is no room
  /// for it (RULES.md X-019).
  mutating func replaceAmount(ofBand band: Int, by amount: Int64) -> Bool {
    guard band < keptBands else {
      let index = counted(ofBand: band)
      return counted[index].prices.replace(band, by: amount, keepsAll: true)
    }
    bandAmount[band] = amount
    return true
  }
}

extension PriceColumns {
  /// Keeps no more memory than the columns fill.
  private mutating func trim() {
    groupKeyStart.trim()
    groupKeys.trim()
    groupSchedules.trim()
    scheduleCurrency.trim()
    scheduleUnit.trim()
    scheduleFrom.trim()
    scheduleUntil.trim()
    scheduleTable.trim()
    bandStart.trim()
    bandFrom.trim()
    bandBelow.trim()
    bandPer.trim()
    bandExtra.trim()
    bandRow.trim()
    slots.trim()
  }
}

extension Array {
  /// Keeps no more memory than the elements fill.
  fileprivate mutating func trim() {
    guard capacity > count + count / 8 + 16 else { return }
    var exact: [Element] = []
    exact.reserveCapacity(count)
    exact.append(contentsOf: self)
    self = exact
  }
}
