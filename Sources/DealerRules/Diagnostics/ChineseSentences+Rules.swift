// Of prices, offers, guards, agreements, credit and bounds.
extension ChineseSentences {
  static let rules: [Sentence] = [
    Sentence(
      .overlappingValidity, "this row is in force together with {} of the same key",
      "本行与同一键的 {0} 同时生效"),
    Sentence(.overlappingValidity, "this tax rate is in force together with {}", "本税率与 {0} 同时生效"),
    Sentence(
      .overlappingValidity, "two exchange rates {} to {} are in force together",
      "{0} 兑 {1} 的两条汇率同时生效"),
    Sentence(
      .duplicateBand, "two rows of one key begin their band at the same place", "同一键的两行从同一处起档"),
    Sentence(.emptyBand, "the band ends before it begins", "数量档的结束早于开始"),
    Sentence(
      .bandGap, "no band covers what lies between this row's `below` and the next row's `from`",
      "本行 `below` 与下一行 `from` 之间没有数量档"),
    Sentence(.bandOverlap, "the band reaches into the next one", "数量档伸进了下一档"),
    Sentence(.emptyKey, "a row of {} leaves a key field empty", "{0} 有一行的键字段为空"),
    Sentence(.duplicateKeyField, "{} names a key field twice", "{0} 的键字段写了两次"),
    Sentence(.scheduleMismatch, "{} counts amounts in {} bands", "{0} 以 {1} 方式分档计金额"),
    Sentence(.scheduleMismatch, "{} mixes block prices with unit prices", "{0} 混用了整段价与单价"),
    Sentence(.capWithoutID, "a row with a cap has no id", "有上限的行没有编号"),
    Sentence(
      .capMismatch, "a capped row stands in a table that is not `allUnits` per `line`",
      "有上限的行所在的表不是按 `line` 的 `allUnits`"),
    Sentence(.unfitBase, "{} cannot be the base of another price", "{0} 不能作其他价格的基数"),
    Sentence(.noSellingKind, "there is no {}", "没有{0}"),
    Sentence(.sameCurrency, "an exchange rate leads from {} to itself", "汇率从 {0} 兑到自身"),
    Sentence(.unitOutsideProduct, "{} counts {} in {}", "{0} 以 {2} 计 {1}"),
    Sentence(.unitOutsideProduct, "{} counts in {}", "{0} 以 {1} 计"),
    Sentence(.unitOutsideProduct, "no product is counted in {}", "没有产品以 {0} 计"),
    Sentence(.unitOutsideProduct, "{} is not counted in {}", "{0} 不以 {1} 计"),
    Sentence(
      .sellingKindElsewhere, "the price kind that sells states a channel or tier of its own",
      "销售用的价格类型自己写了渠道或等级"),
    Sentence(.benefitOutOfRange, "{} adds more than 1000 %", "{0} 加价超过 1000 %"),
    Sentence(.benefitOutOfRange, "{} fixes a price below zero", "{0} 的固定价小于零"),
    Sentence(.benefitOutOfRange, "{} takes off more than 100 %", "{0} 减去超过 100 %"),
    Sentence(
      .conditionTooLarge, "a condition has more than {} levels or {} tests", "条件超过 {0} 层或 {1} 项"),
    Sentence(.conditionField, "a condition of an access cannot look at {}", "取价步骤的条件不能使用 {0}"),
    Sentence(.conditionField, "the condition of {} cannot look at {}", "{0}的条件不能使用 {1}"),
    Sentence(
      .offerMismatch, "{} bounds how often a ladder repeats that does not", "{0} 限制了阶梯的次数，阶梯却不重复"),
    Sentence(.offerMismatch, "{} cannot share units in the group {}", "{0} 不能在组 {1} 中共享数量"),
    Sentence(
      .offerMismatch, "{} counts an amount or price per unit in units of several kinds",
      "{0} 按几种不同的单位计每单位的金额或价格"),
    Sentence(.offerMismatch, "{} counts parts of a `unit`", "{0} 计的不是整数个 `unit`"),
    Sentence(
      .offerMismatch, "{} earns its gift by something other than quantity or amount",
      "{0} 的赠品既不按数量也不按金额获得"),
    Sentence(.offerMismatch, "{} graduates a cut that does not go by units", "{0} 分段的优惠不按单位计"),
    Sentence(
      .offerMismatch, "{} graduates something other than the units of its lines",
      "{0} 分段的不是自己各行的数量"),
    Sentence(
      .offerMismatch, "{} limits the units of a benefit that does not count units",
      "{0} 限制了数量，优惠却不计数量"),
    Sentence(
      .offerMismatch, "{} limits the uses of codes that it does not have", "{0} 限制了券码次数，却没有券码"),
    Sentence(.offerMismatch, "{} repeats a cut that is no amount per order", "{0} 重复的不是每单金额"),
    Sentence(.offerMismatch, "{} repeats a rung that begins at zero", "{0} 重复的档位从零开始"),
    Sentence(
      .offerMismatch, "{} says how its gift follows from a measure that it does not state",
      "{0} 写了赠品如何随指标变化，却没有写指标"),
    Sentence(.offerMismatch, "{} states a `unit` for a cut per {}", "{0} 为按 {1} 的优惠写了 `unit`"),
    Sentence(.offerMismatch, "{} takes a percentage per set", "{0} 按套取百分比"),
    Sentence(.offerMismatch, "{} gives units up to an amount", "{0} 给的数量以金额为限"),
    Sentence(.offerMismatch, "{} has an empty code", "{0} 有空的券码"),
    Sentence(
      .offerMismatch, "{} takes nothing off lines and cannot stand alone", "{0} 不减行金额，不能单独成立"),
    Sentence(.rungOrder, "{} has rungs that do not ascend", "{0} 的档位没有递增"),
    Sentence(.rungMismatch, "{} has rungs of different kinds", "{0} 的各档种类不同"),
    Sentence(.openThreshold, "{} has a threshold without a bound", "{0} 的门槛没有界限"),
    Sentence(.unreachableThreshold, "{} has a threshold that nothing can meet", "{0} 的门槛永远达不到"),
    Sentence(
      .guardMismatch, "{} clips a price kind, which is no part of the order", "{0} 截断的价格类型不属于订单"),
    Sentence(.guardMismatch, "{} clips what {} brings below the bound", "{0} 截断因{1}低于界限的部分"),
    Sentence(.guardMismatch, "{} compares unit prices over several lines", "{0} 跨行比较单价"),
    Sentence(
      .guardMismatch, "{} divides lines that it does not test as a group", "{0} 划分各行，却不按组检查"),
    Sentence(.guardMismatch, "{} takes {} off a price that must not rise", "{0} 从封顶价中扣除{1}"),
    Sentence(
      .guardMismatch, "{} tests a price kind by something other than a floor or ceiling",
      "{0} 检查价格类型时用的不是最低价或最高价"),
    Sentence(.agreementCycle, "{} comes after itself", "{0} 绕成一圈排在自己之后"),
    Sentence(.shareSum, "{} has shares that do not sum to 100 %", "{0} 的分摊合计不是 100 %"),
    Sentence(.rungGivesLess, "{} gives less on a higher rung", "{0} 较高一档给得更少"),
    Sentence(
      .agreementMismatch, "{} comes after others and counts no amount", "{0} 排在其他协议之后，却不计金额"),
    Sentence(.agreementMismatch, "{} comes after {}, which is no rebate", "{0} 排在 {1} 之后，而后者不是返利"),
    Sentence(.agreementMismatch, "{} comes twice after {}", "{0} 两次排在 {1} 之后"),
    Sentence(.agreementMismatch, "{} gives a rate of what is no amount", "{0} 的比率所对应的不是金额"),
    Sentence(.agreementMismatch, "{} is a fund with a receiver", "{0} 是基金，却写了受益人"),
    Sentence(.creditMismatch, "{} is set aside from nothing", "{0} 没有可划出的上级"),
    Sentence(.creditMismatch, "{} sets a limit without bound aside", "{0} 划出的额度没有上限"),
    Sentence(.creditMismatch, "{} sets no amount aside", "{0} 没有写划出的金额"),
    Sentence(.creditMismatch, "the bytes of {} are not those that were written", "{0}的字节不是当初写下的"),
    Sentence(
      .creditMismatch, "the parts of the return do not add up to its credit", "退货各部分之和不等于其贷记金额"),
    Sentence(.tooManyFindings, "{} more findings were left out", "另有 {0} 条发现未列出"),
    Sentence(.limitExceeded, "the book has {}, more than the limit of {}", "规则中有 {0}，超过上限 {1}"),
    Sentence(.limitExceeded, "{} has {}, more than {}", "{0} 有 {1}，超过 {2}"),
    Sentence(.limitExceeded, "{} has more than {}", "{0} 超过 {1}"),
    Sentence(.limitExceeded, "{} comes after too many", "{0} 排在太多协议之后"),
    Sentence(.limitExceeded, "{} has {}, more than the limit of {}", "{0}有 {1}，超过上限 {2}"),
    Sentence(
      .limitExceeded, "the compile would allow {} fields of a price key, and there is room for {}",
      "编译允许价格键有 {0} 个字段，而只容得下 {1} 个"),
    Sentence(
      .limitExceeded, "{} regions change at {} instants, together more than the limit of {} places",
      "{0} 个地区在 {1} 个时刻变更，合计超过上限 {2} 处"),
    Sentence(
      .limitExceeded, "the successions of regions take more than the limit of {} places",
      "地区承接超过上限 {0} 处"),
    Sentence(
      .limitExceeded, "the trace has more than {} codes or 4 GiB of them",
      "追溯超过 {0} 个码，或合计超过 4 GiB"),
    Sentence(.limitExceeded, "the trace has more than {} codes", "追溯超过 {0} 个码"),
  ]
}
