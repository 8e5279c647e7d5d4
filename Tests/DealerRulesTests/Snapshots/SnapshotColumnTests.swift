import TestSupport
import Testing

@testable import DealerRules

@Suite("S-002 columns of numbers") struct SnapshotColumnTests {
  private static func copy<Number: FixedWidthInteger>(_ values: [Number]) throws -> [Number] {
    var writer = SnapshotWriter()
    var values = values
    writer.open(.settings)
    writer.column(&values)
    writer.close()
    var reader = try SnapshotReader(writer.finished())
    var read: [Number] = []
    try reader.open(.settings)
    try reader.column(&read)
    try reader.close()
    return read
  }

  @Test func everyWidth() throws {
    var random = SplitMix64(seed: 3)
    let bases: [Int64] = [0, -1, 7, Int64.min, Int64.max - 1_000_000_000_000, -30_000]
    for base in bases {
      for scale in [1, 10, 10_000, 1_000_000] as [Int64] {
        for most in [1, 250, 65_535, 1_000_000, 9_000_000] as [Int] {
          for count in [1, 2, 3, 4, 5, 100] {
            let values = (0..<count).map { _ in
              base.addingReportingOverflow(Int64(random.below(most)) * scale).partialValue
            }
            #expect(try Self.copy(values) == values)
          }
        }
      }
    }
    let wide: [Int64] = [Int64.min, Int64.max, 0, -1, 1, 1 << 40, -(1 << 40)]
    #expect(try Self.copy(wide) == wide)
    #expect(try Self.copy([Int64]()) == [])
    #expect(try Self.copy([Int32.min, Int32.max, 0]) == [Int32.min, Int32.max, 0])
    #expect(try Self.copy([UInt32.max, 0, 7]) == [UInt32.max, 0, 7])
    #expect(try Self.copy([Int16.min, Int16.max]) == [Int16.min, Int16.max])
  }

  @Test func numbersThatDoNotFitAreRefused() throws {
    for values in [[Int64(Int32.max) + 1, 0], [Int64(Int32.min) - 1], [0, 1 << 40]] {
      var writer = SnapshotWriter()
      var values = values
      writer.open(.settings)
      writer.column(&values)
      writer.close()
      var reader = try SnapshotReader(writer.finished())
      var read: [Int32] = []
      try reader.open(.settings)
      #expect(throws: SnapshotError.self) { try reader.column(&read) }
    }
  }

  @Test func columnsOfOneValue() {
    var paged = PagedColumn(repeating: Int32(-1), count: 5000)
    #expect((0..<5000).allSatisfy { paged[$0] == -1 } && paged.count == 5000)
    let before = paged
    paged[4999] = 3
    paged[17] = 4
    paged.append(9)
    #expect(paged[4999] == 3 && paged[17] == 4 && paged[5000] == 9 && paged[2048 + 17] == -1)
    #expect(before[17] == -1 && before[4999] == -1)
    let values = (0..<5000).map { Int64($0) }
    let column = PagedColumn(values)
    #expect(values.indices.allSatisfy { column[$0] == values[$0] })
    var even = EvenColumn(Int32(7), count: 3)
    even.append(8)
    #expect((0..<4).map { even[$0] } == [7, 7, 7, 8])
    #expect(EvenColumn(of: [5, 5, 5]).isEven && !EvenColumn(of: [5, 6]).isEven)
  }
}
