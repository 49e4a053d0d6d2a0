using System.Text.Json;
using ExoRoute.Market;

namespace ExoRoute.Tests.Cases;

/// <summary>One published routing case, read with every one of its fields; one that is not known is an error.</summary>
internal sealed record RoutingCase
{
    // Known, and not needed to run the case: what the publisher's own second method said, and words.
    private static readonly string[] Words = ["second_method_agrees", "note"];

    /// <summary>The file, or the files' common name, and the raw time.</summary>
    public string Files { get; private set; } = "";

    public bool IsTape { get; private set; }

    public long RawTime { get; private set; }

    public IReadOnlyList<string> Venues { get; private set; } = [];

    public Side Side { get; private set; }

    public string Method { get; private set; } = "";

    public string Quantity { get; private set; } = "";

    public string Total { get; private set; } = "";

    public string? Filled { get; private set; }

    public string? AveragePrice { get; private set; }

    public string? Lot { get; private set; }

    public bool UniqueSplit { get; private set; }

    public Dictionary<string, string>? Fill { get; private set; }

    public Dictionary<string, long>? SplitInLots { get; private set; }

    public Dictionary<string, string> FixedFees { get; private set; } = [];

    public Dictionary<string, long> InverseContracts { get; private set; } = [];

    private Dictionary<string, string> TakerBps { get; set; } = [];

    /// <summary>The fee of a venue: 1 bps is 100 millionths.</summary>
    public int TakerPpm(string venue)
    {
        DecimalText.Parse(System.Text.Encoding.UTF8.GetBytes(TakerBps[venue]), 2, out var ppm).Should().Be(DecimalFault.None);
        return checked((int)ppm);
    }

    public static RoutingCase Of(JsonElement json)
    {
        var read = new RoutingCase();
        foreach (var field in json.EnumerateObject())
        {
            read.Take(field.Name, field.Value);
        }

        return read;
    }

    private void Take(string name, JsonElement value)
    {
        switch (name)
        {
            case "file":
                (Files, IsTape) = (value.GetString()!, true);
                break;
            case "files":
                Files = value.GetString()!;
                break;
            case "elapsed_ns" or "local_ns":
                RawTime = value.GetInt64();
                break;
            case "venues":
                Venues = [.. value.EnumerateArray().Select(venue => venue.GetString()!)];
                break;
            case "side":
                Side = value.GetString() switch
                {
                    "buy" => Side.Buy,
                    "sell" => Side.Sell,
                    var other => throw new NotSupportedException($"'{other}' is no side."),
                };
                break;
            case "method":
                Method = value.GetString()!;
                break;
            case "qty":
                Quantity = value.GetString()!;
                break;
            case "total" or "total_rounded_1e10":
                Total = value.GetString()!;
                break;
            case "filled":
                Filled = value.GetString()!;
                break;
            case "average_price_incl_fee":
                AveragePrice = value.GetString()!;
                break;
            case "lot":
                Lot = value.GetString()!;
                break;
            case "unique_split":
                UniqueSplit = value.GetBoolean();
                break;
            case "fill" or "fill_rounded_1e10":
                Fill = Texts(value);
                break;
            case "one_optimal_split_lots":
                SplitInLots = Numbers(value);
                break;
            case "fixed_fee_per_venue_used":
                FixedFees = Texts(value);
                break;
            case "inverse_contract_usd":
                InverseContracts = Numbers(value);
                break;
            case "taker_fee_bps":
                TakerBps = Texts(value);
                break;
            default:
                if (!Words.Contains(name))
                {
                    throw new NotSupportedException($"'{name}' is no field that is understood.");
                }

                break;
        }
    }

    // Numbers as they are written, so that none goes through a double.
    private static Dictionary<string, string> Texts(JsonElement value) => value.EnumerateObject().ToDictionary(
        field => field.Name, field => field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : field.Value.GetRawText(), StringComparer.Ordinal);

    private static Dictionary<string, long> Numbers(JsonElement value) =>
        value.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetInt64(), StringComparer.Ordinal);
}
