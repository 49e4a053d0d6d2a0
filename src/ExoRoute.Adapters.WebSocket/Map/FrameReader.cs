using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Map;

/// <summary>Reads one venue's frames into slices. Stateless; knows the protocol's shape and nothing about books.</summary>
internal abstract class FrameReader
{
    /// <summary>No venue nests deeper than eight.</summary>
    private const int MaxDepth = 16;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads a frame of the stream.</summary>
    internal bool TryRead(ReadOnlySpan<byte> bytes, VenueFrame frame) => TryRead(bytes, frame, rest: false);

    /// <summary>Reads the body of the venue's REST book, as a snapshot entry.</summary>
    internal bool TryReadRest(ReadOnlySpan<byte> bytes, VenueFrame frame) => TryRead(bytes, frame, rest: true);

    /// <summary>The frame's own part; stands behind the opening brace, ends on the closing one.</summary>
    protected abstract bool Read(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, VenueFrame frame);

    /// <summary>The REST book's own part.</summary>
    protected virtual bool ReadRest(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, VenueFrame frame) =>
        frame.Fail(FrameFaultKind.WrongShape, 0, "this venue's books come from its stream, not from REST");

    private bool TryRead(ReadOnlySpan<byte> bytes, VenueFrame frame, bool rest)
    {
        frame.Clear();
        if (!Utf8.IsValid(bytes))
        {
            return frame.Fail(FrameFaultKind.NotUtf8, 0, "the frame is not UTF-8");
        }

        var json = new Utf8JsonReader(bytes, Options);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return frame.Fail(FrameFaultKind.WrongShape, 0, $"a frame is a JSON object; this one begins with {VenueFrame.Quote(bytes)}");
            }

            return (rest ? ReadRest(ref json, bytes, frame) : Read(ref json, bytes, frame)) && !json.Read();
        }
        catch (JsonException)
        {
            // At the limit the reader stands on the last bracket it took, which counts one less, before one too many.
            var at = json.BytesConsumed;
            return json.CurrentDepth >= MaxDepth - 1 && bytes[(int)at..].TrimStart(" \t\r\n,"u8) is [(byte)'[' or (byte)'{', ..]
                ? frame.Fail(FrameFaultKind.TooDeep, at, string.Create(CultureInfo.InvariantCulture, $"the frame nests deeper than {MaxDepth}"))
                : frame.Fail(FrameFaultKind.NotJson, at, $"the frame is cut off or not JSON, at {VenueFrame.Quote(bytes[(int)Math.Min(at, bytes.Length)..])}");
        }
    }

    /// <summary>Moves to the next property of an object; false at its end.</summary>
    protected static bool NextProperty(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    /// <summary>A number, or a string that should hold one. Empty when it is neither.</summary>
    protected static FrameSlice Amount(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.Number => new((int)json.TokenStartIndex, json.ValueSpan.Length),
        JsonTokenType.String when !json.ValueIsEscaped => new((int)json.TokenStartIndex + 1, json.ValueSpan.Length),
        _ => default,
    };

    /// <summary>A string; unescaped beside the frame when it has to be. Empty when it is none.</summary>
    protected static FrameSlice Text(ref Utf8JsonReader json, VenueFrame frame)
    {
        if (json.TokenType != JsonTokenType.String)
        {
            return default;
        }

        if (!json.ValueIsEscaped)
        {
            return new((int)json.TokenStartIndex + 1, json.ValueSpan.Length);
        }

        try
        {
            return frame.Keep(json.CopyString(frame.Reserve(json.ValueSpan.Length)));
        }
        catch (InvalidOperationException)
        {
            return default; // half a surrogate pair: valid JSON, and no text
        }
    }

    /// <summary>A whole number, or a string that holds one; <see cref="FrameEntry.None"/> when it is neither.</summary>
    protected static long Whole(ref Utf8JsonReader json)
    {
        if (json.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
        {
            return FrameEntry.None;
        }

        return DecimalText.Parse(json.ValueSpan, 0, out var number) == DecimalFault.None ? number : FrameEntry.None;
    }

    /// <summary>Leaves the value that the reader stands on.</summary>
    protected static void Leave(ref Utf8JsonReader json) => json.Skip();

    /// <summary>Reads [["price","quantity"], ...]; whatever stands behind the two is left alone, as venues have added to it.</summary>
    protected static bool ReadPairs(ref Utf8JsonReader json, VenueFrame frame, BookSide side)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return frame.Fail(FrameFaultKind.WrongShape, json.TokenStartIndex, "the levels of a side are not an array");
        }

        while (json.Read() && json.TokenType == JsonTokenType.StartArray)
        {
            var at = json.TokenStartIndex;
            var (price, quantity) = (default(FrameSlice), default(FrameSlice));
            for (var place = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; place++)
            {
                switch (place)
                {
                    case 0: price = Amount(ref json); break;
                    case 1: quantity = Amount(ref json); break;
                    default: break;
                }

                Leave(ref json);
            }

            if (price.IsEmpty || quantity.IsEmpty)
            {
                return frame.Fail(FrameFaultKind.WrongShape, at, "a level is not a price and a quantity");
            }

            frame.Add(new FrameLevel(side, price, quantity));
        }

        return json.TokenType == JsonTokenType.EndArray
            || frame.Fail(FrameFaultKind.WrongShape, json.TokenStartIndex, "a level is not an array");
    }
}
