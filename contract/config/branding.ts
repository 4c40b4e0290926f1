import { z } from 'zod';
import { text } from '../text';

const httpsUrl = z.url({
  protocol: /^https$/,
  error: 'must be an https URL, such as https://wiki.example.com',
});

/** How the inbox names and shows itself. */
export const BrandingSchema = z
  .strictObject({
    /** The name in the header and in the titles of pages. Default `Approvals`. */
    name: text(60)
      .refine((name) => name.trim() !== '', { error: 'must not be empty' })
      .default('Approvals'),
    /** The file of a logo, beside the name in the header: PNG, SVG or WebP, at most 256 KB. */
    logo: text(4000)
      .regex(/\.(png|svg|webp)$/i, 'must be the path of a file that ends with .png, .svg or .webp')
      .optional(),
    /** The colour of links and of the main buttons. It is made darker or lighter where it would be hard to read. */
    accent: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, "must be a colour of six hexadecimal digits, such as '#2f4fc4'")
      .optional(),
    /** Links for help, at the end of every page. */
    links: z
      .array(
        z.strictObject({
          /** The text of the link. */
          label: text(60).refine((label) => label.trim() !== '', { error: 'must not be empty' }),
          /** An https address. */
          url: httpsUrl,
        }),
      )
      .max(5, 'has more than 5 links')
      .default([]),
  })
  .prefault({});

export type BrandingConfig = z.output<typeof BrandingSchema>;
