using System.Text.Json;
using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Map.Kraken;

/// <summary>Reads Kraken's WebSocket API v2. Numbers stay text: the checksum is over their digits.</summary>
internal sealed class KrakenFrameReader : FrameReader
{
    protected override bool Read(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, VenueFrame frame)
    {
        var (channel, method, type) = (default(FrameSlice), default(FrameSlice), default(FrameSlice));
        var data = default(Utf8JsonReader);
        var (hasData, refused) = (false, false);
        while (NextProperty(ref json))
        {
            var name = json.ValueSpan;
            json.Read();
            if (name.SequenceEqual("channel"u8))
            {
                channel = Text(ref json, frame);
            }
            else if (name.SequenceEqual("type"u8))
            {
                type = Text(ref json, frame);
            }
            else if (name.SequenceEqual("method"u8))
            {
                method = Text(ref json, frame);
            }
            else if (name.SequenceEqual("success"u8))
            {
                refused = json.TokenType == JsonTokenType.False;
            }
            else if (name.SequenceEqual("data"u8))
            {
                data = json; // what it means is known only when channel and type are
                hasData = true;
                if (IsBook(frame.Text(bytes, channel)) && !type.IsEmpty)
                {
                    if (!ReadData(ref json, bytes, frame, type))
                    {
                        return false;
                    }

                    hasData = false;
                }
            }

            Leave(ref json);
        }

        frame.Channel = channel.IsEmpty ? Method(frame, bytes, method) : channel;
        frame.Kind = refused ? FrameKind.Refusal : Kind(frame.Text(bytes, channel), method);
        if (frame.Kind != FrameKind.Book)
        {
            return true;
        }

        if (hasData && !ReadData(ref data, bytes, frame, type))
        {
            return false;
        }

        return frame.EntryCount > 0 || frame.Fail(FrameFaultKind.WrongShape, 0, "a book frame without data");
    }

    private static bool IsBook(ReadOnlySpan<byte> channel) => channel.SequenceEqual("book"u8);

    private static FrameKind Kind(ReadOnlySpan<byte> channel, FrameSlice method)
    {
        if (IsBook(channel))
        {
            return FrameKind.Book;
        }

        var known = channel.IsEmpty ? !method.IsEmpty
            : channel.SequenceEqual("heartbeat"u8) || channel.SequenceEqual("status"u8) || channel.SequenceEqual("trade"u8)
                || channel.SequenceEqual("ticker"u8) || channel.SequenceEqual("ohlc"u8) || channel.SequenceEqual("instrument"u8);
        return known ? FrameKind.Other : FrameKind.Unknown;
    }

    private static FrameSlice Method(VenueFrame frame, ReadOnlySpan<byte> bytes, FrameSlice method)
    {
        var prefix = "method:"u8;
        var room = frame.Reserve(prefix.Length + method.Length);
        prefix.CopyTo(room);
        frame.Text(bytes, method).CopyTo(room[prefix.Length..]);
        return frame.Keep(room.Length);
    }

    private static bool ReadData(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, VenueFrame frame, FrameSlice type)
    {
        var kind = frame.Text(bytes, type);
        var snapshot = kind.SequenceEqual("snapshot"u8);
        if (!snapshot && !kind.SequenceEqual("update"u8))
        {
            return frame.Fail(FrameFaultKind.WrongShape, type.At, $"a book frame is a snapshot or an update, not {VenueFrame.Quote(kind)}");
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            return frame.Fail(FrameFaultKind.WrongShape, json.TokenStartIndex, "data is not an array");
        }

        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            if (!ReadEntry(ref json, bytes, frame, snapshot))
            {
                return false;
            }
        }

        return json.TokenType == JsonTokenType.EndArray
            || frame.Fail(FrameFaultKind.WrongShape, json.TokenStartIndex, "data holds something else than objects");
    }

    private static bool ReadEntry(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, VenueFrame frame, bool snapshot)
    {
        var at = json.TokenStartIndex;
        var entry = VenueFrame.NewEntry(frame.LevelCount);
        entry.IsSnapshot = snapshot;
        while (NextProperty(ref json))
        {
            var name = json.ValueSpan;
            json.Read();
            if (name.SequenceEqual("symbol"u8))
            {
                entry.Symbol = Text(ref json, frame);
            }
            else if (name.SequenceEqual("bids"u8) || name.SequenceEqual("asks"u8))
            {
                if (!ReadSide(ref json, frame, name[0] == (byte)'b' ? BookSide.Bid : BookSide.Ask))
                {
                    return false;
                }
            }
            else if (name.SequenceEqual("checksum"u8))
            {
                entry.Checksum = Whole(ref json);
            }
            else if (name.SequenceEqual("timestamp"u8))
            {
                entry.VenueTime = VenueTime.Iso(frame.Text(bytes, Text(ref json, frame)));
            }

            Leave(ref json);
        }

        if (entry.Symbol.IsEmpty || entry.Checksum is < 0 or > uint.MaxValue)
        {
            return frame.Fail(FrameFaultKind.WrongShape, at, "a book without a symbol, or without a checksum of 32 bits");
        }

        entry.LevelCount = frame.LevelCount - entry.FirstLevel;
        frame.Add(entry);
        return true;
    }

    private static bool ReadSide(ref Utf8JsonReader json, VenueFrame frame, BookSide side)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return frame.Fail(FrameFaultKind.WrongShape, json.TokenStartIndex, "the levels of a side are not an array");
        }

        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            var at = json.TokenStartIndex;
            var (price, quantity) = (default(FrameSlice), default(FrameSlice));
            while (NextProperty(ref json))
            {
                var name = json.ValueSpan;
                json.Read();
                if (name.SequenceEqual("price"u8))
                {
                    price = Amount(ref json);
                }
                else if (name.SequenceEqual("qty"u8))
                {
                    quantity = Amount(ref json);
                }

                Leave(ref json);
            }

            if (price.IsEmpty || quantity.IsEmpty)
            {
                return frame.Fail(FrameFaultKind.WrongShape, at, "a level is not a price and a qty");
            }

            frame.Add(new FrameLevel(side, price, quantity));
        }

        return json.TokenType == JsonTokenType.EndArray
            || frame.Fail(FrameFaultKind.WrongShape, json.TokenStartIndex, "a level is not an object");
    }
}
