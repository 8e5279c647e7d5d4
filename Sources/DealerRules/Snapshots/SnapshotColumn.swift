// Columns of numbers: the least of them, the greatest power of ten that divides all differences to
// it, and the differences over that power in as few bytes as all of them need (RULES.md S-002).
extension SnapshotWriter {
  mutating func column<Number: FixedWidthInteger>(
    _ values: inout [Number], within bounds: ClosedRange<Int64>
  ) {
    let numbers = values.map { Int64(truncatingIfNeeded: $0) }
    let least = numbers.min() ?? 0
    let isWide = numbers.contains { $0.subtractingReportingOverflow(least).overflow }
    var scale: Int64 = isWide ? 1 : 1_000_000
    while scale > 1, numbers.contains(where: { ($0 - least) % scale != 0 }) { scale /= 10 }
    let most = isWide ? Int64.max : ((numbers.max() ?? 0) - least) / scale
    let width = most <= 0xFF ? 1 : most <= 0xFFFF ? 2 : most <= 0xFFFF_FFFF ? 4 : 8
    var head = [
      UInt32(truncatingIfNeeded: values.count), UInt32(width),
      UInt32(truncatingIfNeeded: width == 8 ? 1 : scale),
    ]
    let base = width == 8 ? 0 : least
    head += [UInt32(truncatingIfNeeded: base), UInt32(truncatingIfNeeded: base >> 32)]
    append(head)
    var words: [UInt32] = []
    words.reserveCapacity((numbers.count * width + 3) / 4)
    var (word, filled): (UInt32, UInt32) = (0, 0)
    for number in numbers {
      guard width < 8 else {
        words.append(UInt32(truncatingIfNeeded: number))
        words.append(UInt32(truncatingIfNeeded: number >> 32))
        continue
      }
      word |= UInt32(truncatingIfNeeded: (number - least) / scale) << filled
      filled += UInt32(width * 8)
      if filled == 32 {
        words.append(word)
        (word, filled) = (0, 0)
      }
    }
    if filled > 0 { words.append(word) }
    append(words)
  }
}

extension SnapshotWriter {
  mutating func column(_ values: inout PagedColumn<Int64>) {
    var all: [Int64] = []
    all.reserveCapacity(values.count)
    for page in values.pages { all += page }
    column(&all)
  }
}

extension SnapshotReader {
  /// What stands before the numbers of a column, and where they stand.
  private struct Column {
    var count: Int
    var width: Int
    var scale: Int64
    var base: Int64
    var words: Range<Int>
  }

  private mutating func openColumn() throws(SnapshotError) -> Column {
    var (count, width, scale): (UInt32, UInt32, UInt32) = (0, 0, 0)
    var base: Int64 = 0
    try word(&count)
    try word(&width)
    try word(&scale)
    try integer(&base)
    guard [1, 2, 4, 8].contains(width), (1...1_000_000).contains(scale),
      width < 8 || base == 0 && scale == 1
    else { throw refusal }
    let stretch = try self.stretch((Int(count) * Int(width) + 3) / 4)
    return Column(
      count: Int(count), width: Int(width), scale: Int64(scale), base: base, words: stretch)
  }

  mutating func column<Number: FixedWidthInteger>(
    _ values: inout [Number], within bounds: ClosedRange<Int64>
  ) throws(SnapshotError) {
    let column = try openColumn()
    guard column.width < 8 else { return values = try wide(column.words, bounds) }
    var read = [Number](repeating: 0, count: column.count)
    var target = read.mutableSpan
    let most = SnapshotReader.unpack(words.span, column, from: 0, &target)
    let last = try last(of: column, most)
    guard Number(exactly: last) != nil, Number(exactly: column.base) != nil,
      bounds.contains(column.base), bounds.contains(last)
    else { throw refusal }
    values = read
  }

  mutating func column(_ values: inout PagedColumn<Int64>) throws(SnapshotError) {
    let column = try openColumn()
    guard column.width < 8 else {
      return values = PagedColumn(try wide(column.words, Int64.min...Int64.max))
    }
    var (read, most) = (PagedColumn<Int64>(), 0 as Int64)
    read.reserveCapacity(column.count)
    while read.count < column.count {
      let rest = min(column.count - read.count, PagedColumn<Int64>.pageSize)
      var page = ContiguousArray<Int64>(repeating: 0, count: rest)
      var target = page.mutableSpan
      most = max(most, SnapshotReader.unpack(words.span, column, from: read.count, &target))
      read.append(page: page)
    }
    _ = try last(of: column, most)
    values = read
  }

  /// The greatest number of a column.
  private func last(of column: Column, _ most: Int64) throws(SnapshotError) -> Int64 {
    let (last, overflow) = column.base.addingReportingOverflow(most * column.scale)
    guard !overflow else { throw refusal }
    return last
  }

  /// Takes numbers from a place of a column on out of words, least bytes first, and gives the
  /// greatest difference among them.
  private static func unpack<Number: FixedWidthInteger>(
    _ words: borrowing Span<UInt32>, _ column: Column, from place: Int,
    _ target: inout MutableSpan<Number>
  ) -> Int64 {
    let (start, base, scale) = (column.words.lowerBound, column.base, column.scale)
    var most: UInt32 = 0
    switch column.width {
    case 1:
      for index in 0..<target.count {
        let at = place &+ index
        let number = words[start &+ at >> 2] >> UInt32((at & 3) << 3) & 0xFF
        most = max(most, number)
        target[index] = Number(truncatingIfNeeded: base &+ Int64(number) &* scale)
      }
    case 2:
      for index in 0..<target.count {
        let at = place &+ index
        let number = words[start &+ at >> 1] >> UInt32((at & 1) << 4) & 0xFFFF
        most = max(most, number)
        target[index] = Number(truncatingIfNeeded: base &+ Int64(number) &* scale)
      }
    default:
      for index in 0..<target.count {
        let number = words[start &+ place &+ index]
        most = max(most, number)
        target[index] = Number(truncatingIfNeeded: base &+ Int64(number) &* scale)
      }
    }
    return Int64(most)
  }

  private func wide<Number: FixedWidthInteger>(
    _ stretch: Range<Int>, _ bounds: ClosedRange<Int64>
  ) throws(SnapshotError) -> [Number] {
    var read: [Number] = []
    read.reserveCapacity(stretch.count / 2)
    for index in stride(from: stretch.lowerBound, to: stretch.upperBound, by: 2) {
      let number = Int64(words[index]) | Int64(Int32(bitPattern: words[index + 1])) << 32
      guard bounds.contains(number), let fitting = Number(exactly: number) else {
        throw .malformed(offset: index * 4)
      }
      read.append(fitting)
    }
    return read
  }
}

extension SnapshotStream {
  /// Passes a column of numbers.
  mutating func column<Number: FixedWidthInteger>(
    _ values: inout [Number]
  ) throws(Failure) {
    try column(&values, within: Int64.min...Int64.max)
  }

  /// Passes a column of so many numbers, which is a single one where all are equal.
  mutating func column<Number: FixedWidthInteger>(
    _ column: inout EvenColumn<Number>, of count: Int,
    within bounds: ClosedRange<Int64> = Int64.min...Int64.max
  ) throws(Failure) {
    if try isThere(column.isEven) {
      var number = Int64(truncatingIfNeeded: column.count > 0 ? column[0] : 0)
      try integer(&number)
      guard Self.isReading else { return }
      let isWithin = count == 0 || bounds.contains(number)
      let common = try accept(isWithin ? Number(exactly: number) : nil, else: 0)
      return column = EvenColumn(common, count: count)
    }
    var values = Self.isReading ? [] : (0..<count).map { column[$0] }
    try self.column(&values, within: bounds)
    guard Self.isReading else { return }
    _ = try accept(values.count == count ? true : nil, else: true)
    column = EvenColumn(of: values)
  }
}
