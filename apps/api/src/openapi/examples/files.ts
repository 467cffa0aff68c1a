import type { EnhancedPrompt, FileRequest, Product, RegisteredFile, Upload } from '@darkroom/contracts';

/** The values that the examples of files, uploads, prompts and products share. */

export const FILE_REQUEST: FileRequest = { url: 'https://cdn.example.com/bottle.jpg', rights_claimed: true, category: 'CustomerProduct' };

export const FILE: RegisteredFile = {
  id: '5b0c2f6e-8c1f-4a53-9a0e-1f2d3c4b5a69',
  object: 'file',
  ...FILE_REQUEST,
  preview_urls: [],
  created_at: '2026-11-21T12:00:00.000Z',
};

export const FILE_WITH_PREVIEW: RegisteredFile = {
  ...FILE,
  preview_urls: [{ preview_size: '612', image_url: 'https://img.gettyimages.com/5b0c2f6e/612.jpg', width: 612, height: 612 }],
};

export const UPLOAD: Upload = {
  id: 'upl_0199f2a4c1d07b6c9e5f3a2b1c0d4e63',
  object: 'upload',
  url: 'https://api.gettyimages.com/v3/search/by-image/uploads/6c1f6f0e-5f0c-4c0b-9a57-0d7c8f1d2a3b.jpg',
  bytes: 48_213,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  expires_at: '2026-11-22T12:00:00.000Z',
};

export const ENHANCED: EnhancedPrompt = { enhanced_prompt: 'A red fox in deep snow at dawn, soft light, shallow depth of field' };

export const PRODUCT: Product = {
  id: 2726,
  object: 'product',
  name: 'AI Generator',
  type: 'premiumaccess',
  status: 'active',
  expires_at: '2027-06-30T00:00:00.000Z',
  requires: { product_id: false, project_code: true, notes: false },
};
