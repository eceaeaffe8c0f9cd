namespace Cleanroom.Tests;

/// <summary>What generated code mostly does.</summary>
enum GeneratedWork
{
    /// <summary>32-bit arithmetic on locals.</summary>
    Arithmetic,

    /// <summary>Loads and stores.</summary>
    Memory,
}

/// <summary>
/// A module of any size whose code runs straight through: pieces that each compute a number from a number, as functions of their own or all in one.
/// </summary>
/// <param name="Bytes">The module. It exports <c>run</c>, which calls all pieces, and <c>first</c>, which calls one; both take and return an i32.</param>
/// <param name="CodeBytes">Bytes of the pieces' code.</param>
/// <param name="Instructions">How many instructions <c>run</c> executes, about.</param>
sealed record GeneratedModule(byte[] Bytes, int CodeBytes, int Instructions)
{
    const byte I32 = 0x7F, LocalGet = 0x20, LocalSet = 0x21, Load = 0x28, Store = 0x36, Constant = 0x41, Call = 0x10, End = 0x0B;

    /// <summary>Locals of a piece, the parameter included.</summary>
    const int Locals = 16;

    /// <summary>Makes a module. The same arguments give the same module.</summary>
    /// <param name="work">What the code does.</param>
    /// <param name="codeBytes">Bytes of code, about.</param>
    /// <param name="pieceBytes">Bytes of each piece, about.</param>
    /// <param name="together">True to put all pieces in one function. What it computes is the same.</param>
    public static GeneratedModule Make(GeneratedWork work, int codeBytes, int pieceBytes = 1024, bool together = false)
    {
        var random = new Random(codeBytes);
        var (pieces, instructions, size) = (new List<byte[]>(), 0, 0);
        while (size < codeBytes)
        {
            var piece = new Piece(random);
            while (piece.Code.Count < Math.Min(pieceBytes, codeBytes - size)) piece.Add(work);
            piece.Finish();
            pieces.Add([.. piece.Code]);
            size += piece.Code.Count;
            instructions += piece.Instructions;
        }
        byte[][] bodies = together ? [Body([.. pieces.SelectMany(piece => piece)])] : [.. pieces.Select(Body)];
        var run = new List<byte> { 0 };
        for (var i = 0; i < bodies.Length; i++) run.AddRange([LocalGet, 0, Call, .. ModuleBytes.Number((uint)i), LocalSet, 0]);
        run.AddRange([LocalGet, 0, End]);
        byte[][] all = [.. bodies, [.. run], [0, LocalGet, 0, Call, 0, End]];
        return new GeneratedModule(Assemble(all), size, instructions);
    }

    static byte[] Body(byte[] code) => [1, Locals - 1, I32, .. code, LocalGet, 0, End];

    static byte[] Assemble(byte[][] bodies)
    {
        var count = ModuleBytes.Number((uint)bodies.Length);
        return
        [
            0, .. "asm"u8, 1, 0, 0, 0,
            .. ModuleBytes.Section(1, [1, 0x60, 1, I32, 1, I32]),
            .. ModuleBytes.Section(3, [.. count, .. new byte[bodies.Length]]),
            .. ModuleBytes.Section(5, [1, 1, 2, 2]),
            .. ModuleBytes.Section(
                7, [2, .. ModuleBytes.Name("run"), 0, .. ModuleBytes.Number((uint)bodies.Length - 2), .. ModuleBytes.Name("first"), 0, .. ModuleBytes.Number((uint)bodies.Length - 1)]),
            .. ModuleBytes.Section(10, [.. count, .. bodies.SelectMany(body => ModuleBytes.Number((uint)body.Length).Concat(body))]),
        ];
    }

    // Local 0 holds the number that a piece gets and gives on; every other local is set from it first, so that pieces mean the same wherever they stand.
    sealed class Piece
    {
        readonly Random _random;

        public Piece(Random random)
        {
            _random = random;
            for (byte local = 1; local < Locals; local++) Emit(3, LocalGet, 0, Constant, local, 0x6A, LocalSet, local);
            Instructions += Locals - 1;
        }

        public List<byte> Code { get; } = [];

        public int Instructions { get; private set; }

        public void Add(GeneratedWork work)
        {
            if (work == GeneratedWork.Arithmetic) Compute();
            else Access();
        }

        // Folds all locals into local 0, so that nothing was computed in vain.
        public void Finish()
        {
            for (byte local = 1; local < Locals; local++) Emit(5, LocalGet, 0, Constant, 5, 0x77, LocalGet, local, 0x73, LocalSet, 0);
        }

        // a = (a op b) op c
        void Compute()
        {
            var target = Other();
            Emit(6, LocalGet, target, LocalGet, Other(), Operator(), LocalGet, Other(), Operator(), LocalSet, target);
        }

        // The address is masked into a local first, and used twice: value += memory[address + offset], and the same again or a store.
        void Access()
        {
            var address = Other();
            Emit(4, LocalGet, Other(), Constant, 0xF8, 0xFF, 0x03, 0x71, LocalSet, address);
            Read(address);
            if (_random.Next(3) > 0) Read(address);
            else Emit(3, LocalGet, address, LocalGet, Value(address), Store, 2, Offset());
        }

        void Read(byte address)
        {
            var value = Value(address);
            Emit(5, LocalGet, value, LocalGet, address, Load, 2, Offset(), 0x6A, LocalSet, value);
        }

        byte Offset() => (byte)(4 * _random.Next(30));

        byte Value(byte address)
        {
            while (true)
            {
                var local = Other();
                if (local != address) return local;
            }
        }

        byte Other() => (byte)_random.Next(1, Locals);

        // add, sub, xor, rotl: none of them forgets an operand.
        byte Operator() => "\x6A\x6B\x73\x77"u8[_random.Next(4)];

        void Emit(int instructions, params ReadOnlySpan<byte> code)
        {
            Code.AddRange(code);
            Instructions += instructions;
        }
    }
}
