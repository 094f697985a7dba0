const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~';

/** Base 85, as instruments/report/deflate.h writes it: five digits are four bytes. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
    const values = new Map([...digits].map((digit, value) => [digit, value]));
    const whole = Math.ceil(text.length / 5), view = new DataView(new ArrayBuffer(4 * whole));
    for (let i = 0; i < whole; ++i) {
        let word = 0;
        for (let k = 5 * i; k < 5 * i + 5; ++k) word = word * 85 + (k < text.length ? values.get(text[k])! : 84);
        view.setUint32(4 * i, word);
    }
    return new Uint8Array(view.buffer, 0, text.length - whole);
}

/** What deflated_base85 (instruments/report/deflate.h) packed, as text. */
export async function inflate(id: string): Promise<string> {
    const bytes = bytesOf(document.getElementById(id)!.textContent!);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).text();
}
