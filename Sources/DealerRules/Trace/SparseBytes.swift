/// Bytes by number, for few of many numbers: a table with open places, of five bytes a place.
struct SparseBytes: Sendable {
  private static let placeBytes = 5
  private static let leastPlaces = 2

  /// The number of each place, −1 where it is open.
  private var numbers: [Int32] = []
  private var values: [UInt8] = []
  private var count = 0

  /// What the table takes, in bytes.
  var size: Int { numbers.count * SparseBytes.placeBytes }

  /// What it takes with one number more. At least a fifth of the places stays open.
  var sizeWithAnother: Int {
    (count + 1) * 5 <= numbers.count * 4 ? size : grownPlaces * SparseBytes.placeBytes
  }

  private var grownPlaces: Int { max(SparseBytes.leastPlaces, numbers.count * 3 / 2) }

  /// Whether a number has a byte.
  func contains(_ number: Int32) -> Bool {
    !numbers.isEmpty && numbers[place(of: number)] == number
  }

  /// Changes the byte of a number, zero where it has none yet.
  mutating func update(_ number: Int32, _ change: (inout UInt8) -> Void) {
    if !contains(number) {
      if sizeWithAnother > size { grow() }
      numbers[place(of: number)] = number
      count += 1
    }
    change(&values[place(of: number)])
  }

  /// Calls a closure with every number and its byte.
  func forEach(_ body: (Int32, UInt8) -> Void) {
    for (number, value) in zip(numbers, values) where number >= 0 { body(number, value) }
  }

  /// The place of a number, or the open one where it belongs.
  private func place(of number: Int32) -> Int {
    // Numbers that follow each other are spread over the table.
    var mixed = UInt64(UInt32(bitPattern: number)) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 32)) & 0xFFFF_FFFF
    var place = Int((mixed &* UInt64(numbers.count)) >> 32)
    while numbers[place] >= 0, numbers[place] != number {
      place = place + 1 == numbers.count ? 0 : place + 1
    }
    return place
  }

  private mutating func grow() {
    let old = self
    numbers = Array(repeating: -1, count: old.grownPlaces)
    values = Array(repeating: 0, count: old.grownPlaces)
    old.forEach { number, value in
      let place = place(of: number)
      numbers[place] = number
      values[place] = value
    }
  }
}
