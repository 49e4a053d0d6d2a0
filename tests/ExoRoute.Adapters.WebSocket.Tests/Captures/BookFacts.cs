using System.Text.Json;
using ExoRoute.Adapters.WebSocket.Map;
using ExoRoute.Market;

namespace ExoRoute.Tests.Captures;

/// <summary>Compares a book with what the facts say of it, as exact numbers.</summary>
internal static class BookFacts
{
    internal static void ShouldHaveBest(this BookTally tally, JsonElement best, string because)
    {
        if (best.ValueKind == JsonValueKind.Null)
        {
            (tally.Book.Bids.Count == 0 || tally.Book.Asks.Count == 0).Should().BeTrue("{0}: there is no best", because);
            return;
        }

        tally.LevelsOf(BookSide.Bid, 1).Should().Equal([tally.Level(best.GetProperty("bid"), best.GetProperty("bid_qty"))], because);
        tally.LevelsOf(BookSide.Ask, 1).Should().Equal([tally.Level(best.GetProperty("ask"), best.GetProperty("ask_qty"))], because);
    }

    /// <summary>The levels named, and no others above them.</summary>
    internal static void ShouldHaveTop(this BookTally tally, JsonElement top, string because)
    {
        foreach (var (name, side) in new[] { ("bids", BookSide.Bid), ("asks", BookSide.Ask) })
        {
            var wanted = top.GetProperty(name).EnumerateArray().Select(level => tally.Level(level[0], level[1])).ToArray();
            tally.LevelsOf(side, wanted.Length).Should().Equal(wanted, "{0}: {1}", because, name);
        }
    }

    internal static void ShouldHaveLevels(this BookTally tally, JsonElement counts, string because) =>
        new[] { tally.Book.Bids.Count, tally.Book.Asks.Count }.Should().Equal([counts[0].GetInt32(), counts[1].GetInt32()], because);

    internal static Ticks Price(this BookTally tally, JsonElement text) => new(Parse(text, tally.Definition.Units.PriceDecimals));

    internal static Level Level(this BookTally tally, JsonElement price, JsonElement quantity) =>
        new(tally.Price(price), new(Parse(quantity, tally.Definition.Units.QuantityDecimals)));

    private static Level[] LevelsOf(this BookTally tally, BookSide side, int most)
    {
        var levels = tally.Book.Side(side);
        return [.. Enumerable.Range(0, Math.Min(most, levels.Count)).Select(place => levels[place])];
    }

    private static long Parse(JsonElement text, int decimals)
    {
        DecimalText.Parse(text.GetString(), decimals, out var units).Should().Be(DecimalFault.None, "the fact '{0}' is a number", text);
        return units;
    }
}
