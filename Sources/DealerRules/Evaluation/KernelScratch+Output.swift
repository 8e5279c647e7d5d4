// A block's results as they are written out (RULES.md X-007).
extension KernelScratch {
  /// Turns steps into millionths and sums orders; a blocked order is nothing.
  mutating func finish(_ program: KernelProgram, _ orders: Int) {
    var lists = ContiguousArray<Int64>()
    var nets = ContiguousArray<Int64>()
    swap(&lists, &lineListOut)
    swap(&nets, &lineNetOut)
    var listSpan = lists.mutableSpan
    var netSpan = nets.mutableSpan
    for index in 0..<orders where fate[index] != .general {
      let lines = Int(lineStart[index])..<Int(lineStart[index + 1])
      let isBlocked = fate[index] == .blocked
      if isBlocked { clear(lines, index) }
      let sums = KernelScratch.sum(
        lines, list.span, net.span, program.step, &listSpan, &netSpan)
      outcomeOut[index] = (isBlocked ? Outcome.block : Outcome.allow).rawValue
      listOut[index] = sums.list
      netOut[index] = sums.net
    }
    swap(&lists, &lineListOut)
    swap(&nets, &lineNetOut)
  }

  private mutating func clear(_ lines: Range<Int>, _ index: Int) {
    keys[index] = 0
    offers[index] = 0
    for line in lines {
      list[line] = 0
      net[line] = 0
      band[line] = -1
      free[line] = 0
    }
  }

  @inline(__always)
  private static func sum(
    _ lines: Range<Int>, _ list: Span<Int64>, _ net: Span<Int64>, _ step: Int64,
    _ listOut: inout MutableSpan<Int64>, _ netOut: inout MutableSpan<Int64>
  ) -> (list: Int64, net: Int64) {
    var sums: (list: Int64, net: Int64) = (0, 0)
    for line in lines {
      listOut[line] = list[line] * step
      netOut[line] = net[line] * step
      sums.list += listOut[line]
      sums.net += netOut[line]
    }
    return sums
  }
}
